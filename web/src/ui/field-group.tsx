import { Fieldset } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './field-group.module.css';

/** Fields of a long form that belong together, under a heading. */
export function FieldGroup({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <Fieldset legend={title} variant="unstyled" className={classes.group}>
      {children}
    </Fieldset>
  );
}
