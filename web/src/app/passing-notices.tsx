import { useLingui } from '@lingui/react/macro';
import { MantineThemeProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';

/** Where words appear that pass by themselves, such as "Saved."; each with a button that has a name. */
export function PassingNotices() {
  const { t } = useLingui();
  const close = { 'aria-label': t`Close` };
  return (
    <MantineThemeProvider
      theme={{ components: { Notification: { defaultProps: { closeButtonProps: close } } } }}
    >
      <Notifications position="bottom-center" autoClose={5000} />
    </MantineThemeProvider>
  );
}
