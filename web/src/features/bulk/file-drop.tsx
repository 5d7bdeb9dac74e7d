import { Plural, Trans } from '@lingui/react/macro';
import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import classes from './file-drop.module.css';

interface FileDropProps {
  file: File | null;
  choose(file: File): void;
  error?: ReactNode;
}

/** Takes one file: dropped on it, or chosen when it is pressed. */
export function FileDrop({ file, choose, error }: FileDropProps) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  return (
    <div>
      <label
        className={classes.drop}
        data-over={isOver || undefined}
        data-error={Boolean(error) || undefined}
      >
        <input
          type="file"
          className={classes.input}
          accept=".csv,text/csv"
          aria-invalid={Boolean(error) || undefined}
          aria-describedby={error ? id : undefined}
          onDragEnter={() => setOver(true)}
          onDragLeave={() => setOver(false)}
          onDrop={() => setOver(false)}
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? [];
            if (chosen) choose(chosen);
            currentTarget.value = ''; // so that the same file, corrected, can be chosen again
          }}
        />
        <span className={classes.icon}>
          {file ? <IconFileSpreadsheet size={28} stroke={1.5} /> : <IconUpload size={28} stroke={1.5} />}
        </span>
        {file ? (
          <>
            <strong className={classes.name}>{file.name}</strong>
            <span className={classes.hint}>
              <Plural value={Math.max(1, Math.round(file.size / 1024))} one="# KB" other="# KB" />
              {' · '}
              <Trans>Press to choose another</Trans>
            </span>
          </>
        ) : (
          <>
            <strong>
              <Trans>Choose a CSV file</Trans>
            </strong>
            <span className={classes.hint}>
              <Trans>or drop it here</Trans>
            </span>
          </>
        )}
      </label>
      {error && (
        <p id={id} className={classes.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
