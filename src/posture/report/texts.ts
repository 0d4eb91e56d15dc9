// Names come from whoever made a resource: in no format may they be anything but text.

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** On one line, with nothing that moves a cursor or turns the direction of reading. */
export const plain = (text: string) => text.toWellFormed().replaceAll(CONTROL, '\ufffd')

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For HTML and XML, in content and in quoted attributes. Line ends are kept. */
export const escaped = (text: string) =>
  text
    .split('\n')
    .map(plain)
    .join('\n')
    .replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] as string)
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd')

/** As plain text within a line of Markdown, be it in a table. What looks like an address is made no link. */
export const markdown = (text: string) =>
  plain(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|~>@#!]|:(?=\/)|\.(?=[^\s\d])|^[-+=]|^\d+(?=[.)])/g, escapedSign)

const escapedSign = (sign: string) =>
  /^\d/.test(sign) ? `&#${sign.charCodeAt(0)};${sign.slice(1)}` : `\\${sign}`

/** A code span that holds whatever the text holds. */
export function markdownCode(text: string): string {
  const safe = plain(text).replaceAll('|', '\\|')
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const room = longest > 0 ? ' ' : ''
  return `${fence}${room}${safe}${room}${fence}`
}

/** A fenced block; the rules' own text only holds single backticks. */
export const markdownBlock = (text: string) => `\`\`\`\`\n${text}\n\`\`\`\``
