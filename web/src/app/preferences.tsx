import { useLingui } from '@lingui/react/macro';
import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { chooseLanguage, currentLocale } from '../i18n/catalogues.ts';
import { LANGUAGES, type Language } from '../i18n/languages.ts';

/** Language and light: the two choices that this browser remembers. */
export function Preferences() {
  const { t } = useLingui();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div style={{ display: 'flex' }}>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t`Language`}>
            <IconLanguage size={22} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(LANGUAGES) as Language[]).map((language) => (
            <Choice
              key={language}
              lang={language}
              isChosen={language === currentLocale()}
              choose={() => void chooseLanguage(language)}
            >
              {LANGUAGES[language]}
            </Choice>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t`Light or dark`}>
            <IconSun size={22} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Choice
            icon={<IconSun size={18} />}
            isChosen={colorScheme === 'light'}
            choose={() => setColorScheme('light')}
          >
            {t`Light`}
          </Choice>
          <Choice
            icon={<IconMoon size={18} />}
            isChosen={colorScheme === 'dark'}
            choose={() => setColorScheme('dark')}
          >
            {t`Dark`}
          </Choice>
          <Choice
            icon={<IconDeviceDesktop size={18} />}
            isChosen={colorScheme === 'auto'}
            choose={() => setColorScheme('auto')}
          >
            {t`As my device`}
          </Choice>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

interface ChoiceProps {
  isChosen: boolean;
  choose(): void;
  icon?: ReactNode;
  lang?: string;
  children: ReactNode;
}

function Choice({ isChosen, choose, icon, lang, children }: ChoiceProps) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={isChosen}
      lang={lang}
      leftSection={icon}
      rightSection={isChosen ? <IconCheck size={18} /> : null}
      onClick={choose}
    >
      {children}
    </Menu.Item>
  );
}
