import '@fontsource-variable/hanken-grotesk/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ui/global.css';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { DirectionProvider, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { configureClient } from './api/client.ts';
import { queryClient } from './api/query-client.ts';
import { leaveWhenSignedOut } from './app/leave.ts';
import { PassingNotices } from './app/passing-notices.tsx';
import { speak } from './i18n/catalogues.ts';
import { preferredLocale } from './i18n/languages.ts';
import { router } from './router.tsx';
import { colorSchemeManager, cssVariables, theme } from './ui/theme.ts';

configureClient();
leaveWhenSignedOut(router);
await speak(preferredLocale());

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <DirectionProvider detectDirection>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          colorSchemeManager={colorSchemeManager}
          defaultColorScheme="auto"
        >
          <PassingNotices />
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </MantineProvider>
      </DirectionProvider>
    </I18nProvider>
  </StrictMode>,
);
