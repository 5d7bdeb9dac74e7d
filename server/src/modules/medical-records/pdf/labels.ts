import type { Locale } from '../../../platform/i18n.ts';
import type { DocumentLabels } from './document-labels.ts';
import { english } from './labels-en.ts';
import { french } from './labels-fr.ts';
import { swahili } from './labels-sw.ts';

export const documentLabels: Record<Locale, DocumentLabels> = { en: english, sw: swahili, fr: french };
