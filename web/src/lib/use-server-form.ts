import { useLingui } from '@lingui/react';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent, type RefObject } from 'react';
import { Refusal } from '../api/refusal.ts';
import { fieldSentence, sentenceOf } from './refusal-words.ts';

interface Options<Values extends object, Answer> {
  initial: Values;
  /** One call of the API. */
  send(values: Values): Promise<Answer>;
  done?(answer: Answer, values: Values): void | Promise<void>;
  /** Looks at a refusal first; `true` means that the form need not show it. */
  refused?(refusal: Refusal): boolean | void;
  /** Names on the wire → names in this form, where they differ. */
  renamed?: Partial<Record<string, string>>;
}

export interface ServerForm<Values extends object> {
  form: UseFormReturnType<Values>;
  /** For `<form {...bind}>`. */
  bind: {
    ref: RefObject<HTMLFormElement | null>;
    onSubmit(event: FormEvent<HTMLFormElement>): void;
    noValidate: true;
  };
  /** For each input: `<TextInput {...field('email')} />`. */
  field: UseFormReturnType<Values>['getInputProps'];
  isSending: boolean;
  /** A try got no answer and another one is under way; for `<StillTrying>`. */
  isRetrying: boolean;
  /** What is wrong with the whole; for `<Notice>`. */
  notice: string | undefined;
  clearNotice(): void;
}

/**
 * Every form of the app: what was typed stays whatever happens, the server's word on a field stands at that field, the
 * rest above the button, and the first of them gets the focus.
 */
export function useServerForm<Values extends object, Answer>(
  options: Options<Values, Answer>,
): ServerForm<Values> {
  const { initial, send, done, refused, renamed = {} } = options;
  const { i18n } = useLingui();
  const form = useForm<Values>({ initialValues: initial });
  const ref = useRef<HTMLFormElement>(null);
  const [notice, setNotice] = useState<string>();
  const [refusals, setRefusals] = useState(0);

  const sending = useMutation({
    mutationFn: send,
    onSuccess: (answer, values) => done?.(answer, values),
    onError(error) {
      if (error instanceof Refusal && refused?.(error)) return;
      const { marked, rest } = placeErrors(error, Object.keys(initial), renamed);
      form.setErrors(Object.fromEntries(marked.map(([field, message]) => [field, fieldText(i18n, message)])));
      const sentence = i18n._(sentenceOf(error));
      const elsewhere = rest.map((message) => fieldText(i18n, message));
      setNotice(marked.length > 0 && rest.length === 0 ? undefined : [sentence, ...elsewhere].join(' '));
      setRefusals((count) => count + 1);
    },
  });

  useEffect(() => {
    if (refusals === 0) return;
    const first = ref.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]');
    first?.focus();
  }, [refusals]);

  return {
    form,
    bind: {
      ref,
      noValidate: true,
      onSubmit(event) {
        event.preventDefault();
        if (sending.isPending) return;
        form.clearErrors();
        setNotice(undefined);
        sending.mutate(form.getValues());
      },
    },
    field: form.getInputProps,
    isSending: sending.isPending,
    isRetrying: sending.isPending && sending.failureCount > 0,
    notice,
    clearNotice: () => setNotice(undefined),
  };
}

/** Which messages belong to a field of the form, and which to the form as a whole. */
export function placeErrors(
  error: unknown,
  fields: readonly string[],
  renamed: Partial<Record<string, string>>,
) {
  const marked: [field: string, message: string][] = [];
  const rest: string[] = [];
  for (const { field, message } of error instanceof Refusal ? error.fields : []) {
    const path = (renamed[field] ?? field).replaceAll('/', '.');
    if (fields.includes(path.split('.')[0]!)) marked.push([path, message]);
    else rest.push(message);
  }
  return { marked, rest };
}

/** For what the API says about one field, where it is no form's. */
export function useFieldText(): (message: string) => string {
  const { i18n } = useLingui();
  return (message) => fieldText(i18n, message);
}

/** Our sentence; else, for those who read English, the server's hint, which is more than nothing. */
function fieldText(i18n: ReturnType<typeof useLingui>['i18n'], message: string): string {
  const { sentence, isKnown } = fieldSentence(message);
  if (isKnown || i18n.locale !== 'en') return i18n._(sentence);
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
