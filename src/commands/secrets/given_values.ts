// The values that `secrets set` is given: on the command line, in files, on standard input. No message holds one.
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { parseEnv } from 'node:util'
import { usageProblem } from '../line/problem.ts'

export interface ValueOptions {
  fromEnvFile?: string
  fromStdinJson?: boolean
}

type Values = Record<string, string>

/** What comes later goes before: an environment file, then JSON, then the command line. */
export async function givenValues(pairs: string[], options: ValueOptions): Promise<Values> {
  const split = pairs.map(splitPair)
  const readers = split.filter(({ text }) => text === '-').length + (options.fromStdinJson ? 1 : 0)
  if (readers > 1) throw usageProblem('standard input can be read once: use one KEY=- or --from-stdin-json')
  const values: Values = {
    ...(options.fromEnvFile !== undefined && (await fromEnvFile(options.fromEnvFile))),
    ...(options.fromStdinJson && fromJson(await standardInput())),
  }
  for (const { key, text } of split) Object.assign(values, { [key]: await contentOf(text) })
  if (Object.keys(values).length === 0)
    throw usageProblem('no values: give KEY=VALUE, --from-env-file or --from-stdin-json')
  return values
}

function splitPair(pair: string, position: number): { key: string; text: string } {
  const at = pair.indexOf('=')
  if (at > 0) return { key: pair.slice(0, at), text: pair.slice(at + 1) }
  // The argument itself is not shown: who forgets the key has written a secret.
  throw usageProblem(`value ${position + 1} is not KEY=VALUE`)
}

async function contentOf(text: string): Promise<string> {
  if (text === '-') return standardInput()
  return text.startsWith('@') ? fileContent(text.slice(1)) : text
}

async function fromEnvFile(path: string): Promise<Values> {
  return parseEnv(await fileContent(path)) as Values
}

function fromJson(text: string): Values {
  const content = parsedJson(text)
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw usageProblem('standard input does not hold a JSON object of texts, as in {"KEY": "value"}')
  for (const [key, value] of Object.entries(content))
    if (typeof value !== 'string')
      throw usageProblem(`the value of ${JSON.stringify(key)} is not a text in quotes`)
  return content as Values
}

// The parser's own message would quote what it could not read.
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function standardInput(): Promise<string> {
  return textOf(await buffer(process.stdin), 'standard input')
}

async function fileContent(path: string): Promise<string> {
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw usageProblem(`${path} cannot be read (${error.code})`)
  })
  return textOf(content, path)
}

function textOf(content: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    throw usageProblem(`${name} is not UTF-8 text; encode what is binary, for instance as base64`)
  }
}
