export const diagnosticFormats = ['pretty', 'compact', 'json', 'github'] as const
export type DiagnosticFormat = (typeof diagnosticFormats)[number]
