import {
  createTheme,
  defaultVariantColorsResolver,
  localStorageColorSchemeManager,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** One accent: the green of a well-watered garden. Everything else is paper, ink and the colours of statuses. */
const leaf: MantineColorsTuple = [
  '#eaf6f1',
  '#d3ebe1',
  '#a9d8c6',
  '#7cc4aa',
  '#55b192',
  '#359c7c',
  '#1f8468',
  '#0f6b55',
  '#0b5645',
  '#083f33',
];

/** For what cannot be undone: the shades are those of `--danger` in `global.css`. */
const danger: MantineColorsTuple = [
  '#fbeeec',
  '#f6dad7',
  '#f3beb8',
  '#f2a9a2',
  '#f0938b',
  '#d9625a',
  '#c6463d',
  '#b3372f',
  '#972c25',
  '#7b221c',
];

/** Warm instead of Mantine's blueish grey. */
const gray: MantineColorsTuple = [
  '#faf9f6',
  '#f3f1ec',
  '#e9e6df',
  '#dcd8cf',
  '#c3beb3',
  '#9d988c',
  '#77736a',
  '#5a5750',
  '#3b3a36',
  '#22221f',
];

const dark: MantineColorsTuple = [
  '#e5e9e6',
  '#b6beb9',
  '#929c96',
  '#5c6862',
  '#3a443f',
  '#2b3430',
  '#202724',
  '#161b19',
  '#111513',
  '#0b0e0d',
];

/** What stands on a filled ground is dark in the dark, where the grounds are lighter. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const isFilled = input.variant === 'filled' && ['leaf', 'danger', undefined].includes(input.color);
  return isFilled ? { ...colors, color: 'var(--on-accent)' } : colors;
};

export const theme = createTheme({
  colors: { leaf, danger, gray, dark },
  variantColorResolver,
  primaryColor: 'leaf',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  fontFamily: "'Hanken Grotesk Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, monospace',
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: 'clamp(1.75rem, 1.45rem + 1.4vw, 2.375rem)', lineHeight: '1.12' },
      h2: { fontSize: '1.25rem', lineHeight: '1.3' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.35' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '6px', sm: '8px', md: '12px', lg: '18px', xl: '26px' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2.25rem' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'md' }, styles: { root: { fontWeight: 600 } } },
    ActionIcon: { defaultProps: { size: 44, variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md', autosize: true, minRows: 3, maxRows: 12 } },
    Select: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    NumberInput: { defaultProps: { size: 'md' } },
    Checkbox: { defaultProps: { size: 'md' } },
    Switch: { defaultProps: { size: 'md' } },
    Modal: {
      defaultProps: {
        radius: 'lg',
        centered: true,
        padding: 'lg',
        overlayProps: { backgroundOpacity: 0.35, blur: 3 },
        // A <header> in a dialog would be a second banner of the page.
        attributes: { header: { role: 'presentation' } },
      },
      styles: { title: { fontSize: '1.25rem', fontWeight: 620, letterSpacing: '-0.018em' } },
    },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.35 } } },
    Menu: { defaultProps: { radius: 'md', shadow: 'lg' } },
    // They go by themselves; what they say stands on the page too.
    Notification: { defaultProps: { withCloseButton: false } },
    Tooltip: { defaultProps: { openDelay: 350, radius: 'sm' } },
  },
});

export const colorSchemeManager = localStorageColorSchemeManager({ key: 'etiba.color-scheme' });

/** Mantine's own names for what `global.css` defines for both schemes. */
const aliases = {
  '--mantine-color-body': 'var(--page)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--surface-sunken)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-anchor': 'var(--accent-ink)',
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: aliases, dark: aliases });
