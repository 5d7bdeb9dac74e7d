/** A zone without summer time for each whole hour from UTC, beginning at -11. */
const ZONES = [
  'Pacific/Pago_Pago',
  'Pacific/Honolulu',
  'Pacific/Gambier',
  'Pacific/Pitcairn',
  'America/Phoenix',
  'America/Costa_Rica',
  'America/Bogota',
  'America/La_Paz',
  'America/Cayenne',
  'America/Noronha',
  'Atlantic/Cape_Verde',
  'Africa/Accra',
  'Africa/Lagos',
  'Africa/Maputo',
  'Africa/Nairobi',
  'Asia/Dubai',
  'Asia/Karachi',
  'Asia/Dhaka',
  'Asia/Bangkok',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Brisbane',
  'Pacific/Noumea',
  'Pacific/Tarawa',
];

const NINE_O_CLOCK = 9;

/** Where the clinics of the journeys are: it is past nine there, whenever they run, so that today has times to come. */
export const TIME_ZONE = (process.env['JOURNEYS_TIME_ZONE'] ??=
  ZONES[(NINE_O_CLOCK - new Date().getUTCHours() + 11 + 24) % 24]!);
