// Credentials in plain text, found by what they look like. What was found is told by kind and line, never by its text.

export interface Credential {
  kind: string
  /** The first is 1. */
  line: number
}

// Those whose makers gave them a shape of their own.
const SHAPES: ReadonlyArray<readonly [kind: string, shape: RegExp]> = [
  ['private key', /-----BEGIN (?:(?:RSA|DSA|EC|OPENSSH) )?PRIVATE KEY-----/],
  ['DigitalOcean token', /\bdo[oprt]_v1_[0-9a-f]{64}\b/],
  ['AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})\b/],
  ['GitLab token', /\bglpat-[A-Za-z0-9_-]{20,255}/],
  ['Slack token', /\bxox[abprs]-[A-Za-z0-9-]{10,255}/],
  ['Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,255}\b/],
  ['Google API key', /\bAIza[0-9A-Za-z_-]{35}/],
  ['npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['Docker Hub token', /\bdckr_pat_[A-Za-z0-9_-]{20,255}/],
  ['Tailscale key', /\btskey-[a-z]{2,20}-[A-Za-z0-9-]{10,255}/],
  ['Vault token', /\bhvs\.[A-Za-z0-9_-]{24,255}/],
  ['SendGrid key', /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/],
  ['AI provider key', /\bsk-(?:ant|proj)-[A-Za-z0-9_-]{20,255}/],
  ['JSON Web Token', /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,1000}/],
  ['password hash', /\$(?:y|2[aby]|5|6)\$[./A-Za-z0-9$=,]{20,200}/],
]

// Those that only their surroundings tell: what stands for the password is in the first group.
const SETTINGS: ReadonlyArray<readonly [kind: string, shape: RegExp]> = [
  ['password in a URL', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{0,100}:([^\s:@/]{3,200})@/i],
  [
    'password of a user',
    /\becho\s{1,10}["']?[a-z_][a-z0-9_-]{0,31}:([^\s"'|]{3,200})["']?\s{0,10}\|\s{0,10}chpasswd/i,
  ],
  // As cloud-init sets them: for the first user at the start of a line, for others by their long name.
  ['password of a user', /(?:^password|\bplain_text_passwd):\s{1,10}["']?([^\s"',}]{3,200})/m],
]
const SETTING =
  /(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key)["']?\s{0,5}[:=]\s{0,5}["']?([^\s"',;]{8,200})/i

// A reference to what is filled in later: `$NAME`, `${…}`, `{{…}}`, `<name>`, `%s`, a file, a run of one letter.
const PLACEHOLDER = /^(?:[$<{%/*]|(.)\1+$|(?:your|my|example|changeme$|replace|xxx|true$|false$|null$))/i

const EVERY_SHAPE = [...SHAPES, ...SETTINGS].map(([, shape]) => shape).concat(SETTING)

/** Bits for each letter. Words are about 3; what a machine has chosen is more. */
const CHOSEN_BITS = 3.2

/** In the order of lines, one of a kind and line. */
export function findCredentials(text: string): Credential[] {
  // Most texts have none: they are told at once, and not line by line.
  if (!EVERY_SHAPE.some((shape) => shape.test(text))) return []
  return text.split('\n').flatMap((content, at) => kindsIn(content).map((kind) => ({ kind, line: at + 1 })))
}

function kindsIn(line: string): string[] {
  const kinds = SHAPES.filter(([, shape]) => shape.test(line)).map(([kind]) => kind)
  for (const [kind, shape] of SETTINGS) {
    const value = shape.exec(line)?.[1]
    if (value !== undefined && !isTemplate(value)) kinds.push(kind)
  }
  const value = SETTING.exec(line)?.[1]
  const isChosen = value !== undefined && !PLACEHOLDER.test(value) && bitsPerLetter(value) >= CHOSEN_BITS
  return kinds.length === 0 && isChosen ? ['password or secret'] : kinds
}

const isTemplate = (value: string) => /^[$<{%*/]/.test(value)

/** Shannon’s measure over the letters of the text itself. */
function bitsPerLetter(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / text.length) * Math.log2(count / text.length),
    0,
  )
}
