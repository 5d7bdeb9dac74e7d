import { useLingui } from '@lingui/react/macro';
import { CloseButton, Loader, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

interface SearchFieldProps {
  /** What is searched, for those who do not see the page; also stands in the empty field. */
  label: string;
  value: string;
  onChange(value: string): void;
  /** An answer is under way. */
  isBusy?: boolean;
}

/** Searches as one types. */
export function SearchField({ label, value, onChange, isBusy = false }: SearchFieldProps) {
  const { t } = useLingui();
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      maxLength={100}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      leftSection={<IconSearch size={19} stroke={1.7} aria-hidden />}
      rightSection={
        isBusy ? (
          <Loader size={18} aria-hidden />
        ) : (
          value && <CloseButton aria-label={t`Clear the search`} onClick={() => onChange('')} />
        )
      }
    />
  );
}
