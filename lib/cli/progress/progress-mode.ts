export const progressModes = ['auto', 'tty', 'plain', 'json', 'none'] as const
/** `auto`: a live view on a terminal, plain lines elsewhere. */
export type ProgressMode = (typeof progressModes)[number]
