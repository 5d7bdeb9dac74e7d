import type { Chance } from './chance.ts';

/** Where names come from: who carries one carries the other. */
interface NamePool {
  F: readonly string[];
  M: readonly string[];
  last: readonly string[];
}

const words = (text: string) => text.trim().split(/\s+/);

const eastAfrican: NamePool = {
  F: words(`Achieng Akinyi Amina Atieno Auma Beatrice Chebet Esther Faith Fatuma Grace Halima Jane Jepchirchir Joyce
    Kanini Khadija Makena Mekdes Mercy Mumbua Mũthoni Nafula Naliaka Nasra Nekesa Njeri Nyambura Rehema Ruth Selam
    Wairimu Wambui Wangari Wanjiku Wanjirũ Zainab Zawadi`),
  M: words(`Abdi Baraka Brian Chege Daudi Dennis Ekai Elijah Githinji Hassan Ibrahim Jomo Joseph Juma Kamau Kariũki
    Kibet Kiprono Kipchoge Lemayian Moses Mutua Mwangi Ngũgĩ Njoroge Ochieng Odhiambo Okello Omondi Peter
    Samuel Saitoti Tesfaye Wafula Yusuf`),
  last: words(`Abdullahi Achieng Adan Bekele Chepkoech Cherono Gathoni Gĩthaiga Haile Hussein Kamau Karanja Kariũki
    Kilonzo Kimani Kiptoo Kirui Koech Korir Langat Lekishon Macharia Maina Mbũgua Mohamed Muriithi Mũrage Musyoka
    Mutiso Mwangi Mwende Ndegwa Ng’ang’a Ngũgĩ Njoroge Nyaga Nyong’o Ochieng Odhiambo Ole-Sein Omondi Otieno Owino
    Rotich Simiyu Tadesse Wafula Wanjala Warsame Were Wekesa`),
};

const european: NamePool = {
  F: words(`Agnieszka Anaïs Brigid Chloé Elif Freya Giulia Héloïse Inés Katarzyna Lærke Maëlle Niamh Renée Siân Sofía
    Zoë Žofie`),
  M: words(`André Björn Ciarán Étienne Gábor Håkon Ján Jürgen Łukasz Luís Matěj Michał Óscar René Seán Søren Tomáš
    Zoltán`),
  last: words(`Åkesson Bianchi Brânză Çelik D’Angelo Dvořák Erdős Fernández Gonçalves Håkansson Jørgensen Kowalczyk
    Lefèvre MacLeod Müller Nowak Ní-Bhriain O’Connor Özdemir Popescu Sørensen Szabó Weiß Wójcik Žižka`),
};

const southAsian: NamePool = {
  F: words('Aaradhya Anjali Deepa Fatima Kavita Lakshmi Meera Nusrat Priya Rukhsana Sunita Zahra'),
  M: words('Arjun Dev Farhan Harpreet Imran Kiran Mohan Nikhil Rajesh Sanjay Tariq Vikram'),
  last: words(
    'Ahmed Chaudhry Desai Fernando Gill Iyer Khan Mehta Nair Patel Raghunathan Rao Shah Sharma Singh Virani',
  ),
};

/** In Latin letters, as at a desk in Nairobi. */
const eastAsian: NamePool = {
  F: words('Nà Měilíng Sakura Yōko Hồng Thảo Ngọc Ji-woo Siti'),
  M: words('Wěi Jiànguó Shōta Ken’ichi Đức Tuấn Văn Min-jun Budi'),
  last: words('Lǐ Wáng Chén Zhāng Satō Tanaka Yamamoto Nguyễn Trần Phạm Đặng Kim Park Wijaya'),
};

/** Patients of a clinic in Nairobi; the weights are how often one meets them. */
const pools = [
  [62, eastAfrican],
  [14, european],
  [15, southAsian],
  [9, eastAsian],
] as const;

export interface Name {
  first_name: string;
  last_name: string;
}

export function nameFor(chance: Chance, gender: 'F' | 'M'): Name {
  const pool = chance.weigh<NamePool>(pools);
  return { first_name: chance.pick(pool[gender]), last_name: chance.pick(pool.last) };
}

const letters: Record<string, string> = { ł: 'l', đ: 'd', ø: 'o', æ: 'ae', ß: 'ss', ı: 'i' };

/** `first.last@example.org`, a domain that nobody can own (RFC 2606); namesakes get a number, as they do everywhere. */
export function freeAddress(taken: Set<string>, { first_name, last_name }: Name): string {
  for (let number = 1; ; number += 1) {
    const email = `${plain(first_name)}.${plain(last_name)}${number === 1 ? '' : number}@example.org`;
    if (taken.has(email)) continue;
    taken.add(email);
    return email;
  }
}

function plain(name: string): string {
  const latin = name.toLowerCase().normalize('NFD');
  return latin.replace(/[łđøæßı]/g, (letter) => letters[letter]!).replace(/[^a-z]/g, '');
}
