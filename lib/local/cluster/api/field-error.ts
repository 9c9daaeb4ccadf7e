import type { Cause } from './api-error.ts'

const shown = (value: unknown): string => (value === undefined ? 'null' : JSON.stringify(value))

const cause = (reason: string, field: string, message: string): Cause => ({ reason, message, field })

export const required = (field: string, detail?: string): Cause =>
  cause('FieldValueRequired', field, detail === undefined ? 'Required value' : `Required value: ${detail}`)

export const invalidValue = (field: string, value: unknown, detail: string): Cause =>
  cause('FieldValueInvalid', field, `Invalid value: ${shown(value)}: ${detail}`)

export const duplicate = (field: string, value: unknown): Cause =>
  cause('FieldValueDuplicate', field, `Duplicate value: ${shown(value)}`)

export const missing = (field: string, value: unknown): Cause =>
  cause('FieldValueNotFound', field, `Not found: ${shown(value)}`)

export const forbiddenField = (field: string, detail: string): Cause =>
  cause('FieldValueForbidden', field, `Forbidden: ${detail}`)

export const tooLong = (field: string, bytes: number): Cause =>
  cause('FieldValueTooLong', field, `Too long: may not be more than ${bytes} bytes`)

export const notSupported = (field: string, value: unknown, supported: readonly string[]): Cause =>
  cause(
    'FieldValueNotSupported',
    field,
    `Unsupported value: ${shown(value)}: supported values: ${supported.map(shown).join(', ')}`,
  )
