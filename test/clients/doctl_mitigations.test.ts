// What the rules of a posture scan advise for doctl, held against the help of doctl itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rules } from '../../src/posture/rules/all.ts'
import { findDoctl } from './doctl_program.ts'
import { run } from './programs.ts'

interface Command {
  is_group: boolean
  flags: Set<string>
  required: string[]
  children: Set<string>
}

function commandOf(help: string): Command {
  const flags = [...help.matchAll(/^ {2,6}(?:(-\w), )?(--[\w-]+)/gm)].flatMap(([, short, long]) => [
    short,
    long,
  ])
  return {
    is_group: /^ {2}doctl .*\[command\]$/m.test(help),
    flags: new Set(flags.filter((flag) => flag !== undefined)),
    required: [...help.matchAll(/^ {2,6}(?:-\w, )?(--[\w-]+)(?:(?!^ {2,6}-)[\s\S])*?\(required\)/gm)].map(
      ([, flag = '']) => flag,
    ),
    children: new Set([...help.matchAll(/^ {2}([a-z0-9][\w-]*) +\S/gm)].map(([, name = '']) => name)),
  }
}

/** Looks commands up by their words, each once. */
function helpOf(doctl: string) {
  const known = new Map<string, Promise<Command>>()
  return (words: string[]): Promise<Command> => {
    const key = words.join(' ')
    const command = known.get(key) ?? run(doctl, [...words, '--help']).then(({ stdout }) => commandOf(stdout))
    known.set(key, command)
    return command
  }
}

const argumentsOf = (line: string): string[] =>
  (line.match(/(?:[^\s"'<]|"[^"]*"|'[^']*'|<[^>]*>)+/g) ?? []).slice(1)

async function problemOf(line: string, help: ReturnType<typeof helpOf>): Promise<string | undefined> {
  const given = argumentsOf(line)
  const words: string[] = []
  let command = await help(words)
  for (const word of given) {
    if (!command.children.has(word)) break
    words.push(word)
    command = await help(words)
  }
  if (command.is_group) return `\`doctl ${words.join(' ')}\` has no such command`
  const flags = given.filter((word) => word.startsWith('-')).map((word) => word.split('=')[0] as string)
  const unknown = flags.filter((flag) => !command.flags.has(flag))
  if (unknown.length > 0) return `has no flag ${unknown.join(' ')}`
  const missing = command.required.filter((flag) => !flags.includes(flag))
  return missing.length > 0 ? `needs ${missing.join(' ')}` : undefined
}

test('every command that a rule advises is one that doctl has, with flags that it has', async (t) => {
  const doctl = await findDoctl(t)
  if (!doctl) return
  const help = helpOf(doctl)
  const problems: string[] = []
  for (const { id, mitigation } of rules)
    for (const line of mitigation.doctl?.split('\n') ?? []) {
      const problem = await problemOf(line, help)
      if (problem) problems.push(`${id}: ${line}: ${problem}`)
    }
  assert.deepEqual(problems, [])
})
