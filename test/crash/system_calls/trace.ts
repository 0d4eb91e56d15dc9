// Reads what strace -f -y -s LARGE has written: system calls with their data, each with when it began and ended.

export interface SystemCall {
  name: string
  /** Line numbers of the trace, which are in the order in which strace saw the calls begin and end. */
  began: number
  /** Infinity while it had not returned by the end of the trace. */
  ended: number
  /** What its first argument's descriptor stands for: a path, or such as `socket:[123]`. */
  file: string
  /** All text arguments, one after another. */
  data: Buffer
  /** As given, but for the last argument. */
  args: string
  result: string
}

const WHOLE = /^(?<pid>\d+) +(?<name>\w+)\((?<args>.*)\) += (?<result>.*)$/s
const BEGINNING = /^(?<pid>\d+) +(?<name>\w+)\((?<args>.*?) *<(?:unfinished|detached) \.\.\.>$/s
const END = /^(?<pid>\d+) +<\.\.\. (?<name>\w+) resumed>(?<args>.*)\) += (?<result>.*)$/s

/** Throws on a line that it does not understand. */
export function parseTrace(lines: readonly string[]): SystemCall[] {
  const calls: SystemCall[] = []
  const unfinished = new Map<string, SystemCall>()
  for (const [number, line] of lines.entries()) {
    if (line === '' || /^\d+ +(\+\+\+|---|\?\?\?\?|<detached)/.test(line)) continue
    const whole = WHOLE.exec(line)?.groups
    const end = END.exec(line)?.groups
    const beginning = BEGINNING.exec(line)?.groups
    if (end) finish(unfinished.get(end.pid as string), end, number)
    else if (beginning) {
      const call = callOf(beginning, number, Number.POSITIVE_INFINITY)
      unfinished.set(beginning.pid as string, call)
      calls.push(call)
    } else if (whole) calls.push(callOf(whole, number, number))
    else if (!/<(unfinished|detached) \.\.\.>|resumed>/.test(line))
      throw new Error(`line ${number + 1} of the trace: ${line.slice(0, 200)}`)
  }
  return calls
}

type Parts = Record<string, string | undefined>

function callOf({ name = '', args = '', result = '' }: Parts, began: number, ended: number): SystemCall {
  const file = /^\d+<(.*?)>(,|$)/.exec(args)?.[1] ?? ''
  return { name, began, ended, file, data: dataIn(args), args, result }
}

function finish(call: SystemCall | undefined, { args = '', result = '' }: Parts, number: number): void {
  if (!call) return
  call.ended = number
  call.result = result
  call.args += args
  call.data = dataIn(call.args)
}

const QUOTED = /"((?:[^"\\]|\\.)*)"/gs
const ESCAPE = /\\([0-7]{1,3}|x[0-9a-f]{2}|.)/gs
const LETTERS: Record<string, string> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' }

function dataIn(args: string): Buffer {
  const parts = [...args.matchAll(QUOTED)].map((match) => unescaped(match[1] as string))
  return Buffer.from(parts.join(''), 'latin1')
}

function unescaped(text: string): string {
  return text.replaceAll(ESCAPE, (_, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
    if (code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return LETTERS[code] ?? code
  })
}
