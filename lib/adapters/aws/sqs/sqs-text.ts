/**
 * What SQS does not carry: most controls, lone halves of surrogate pairs, U+FFFE and U+FFFF.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** JSON text that means the same and has only characters that SQS carries: where others may stand, they may be escaped. */
export const carriedJson = (text: string): string =>
  text.replace(forbidden, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Text for people, at most `length` UTF-16 units of it, without what SQS does not carry. */
export const carriedText = (text: string, length: number): string => text.slice(0, length).replace(forbidden, '\uFFFD')
