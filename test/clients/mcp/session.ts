// A session with an MCP server over its standard input and output: JSON-RPC, a message a line.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
export type Json = any

export interface Session extends AsyncDisposable {
  tools: string[]
  /** What the tool gives: parsed, where it is JSON. Throws with its text where the tool says that it failed. */
  call(tool: string, args?: object): Promise<Json>
}

const ANSWER_MAX_MS = 60_000

export async function openSession(
  program: string,
  args: string[],
  env: Record<string, string>,
): Promise<Session> {
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'] })
  const ask = asking(child)
  const clientInfo = { name: 'rockpool-test', version: '1' }
  await ask('initialize', { protocolVersion: '2025-03-26', capabilities: {}, clientInfo })
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
  const { tools } = await ask('tools/list', {})
  return {
    tools: tools.map((tool: Json) => tool.name),
    async call(tool, given = {}) {
      const result = await ask('tools/call', { name: tool, arguments: given })
      const text = result.content.map((part: Json) => part.text ?? '').join('\n')
      if (result.isError) throw new Error(`${tool}: ${text}`)
      return parsed(text)
    },
    async [Symbol.asyncDispose]() {
      child.kill()
    },
  }
}

function asking(child: ChildProcess) {
  const waiting = new Map<number, { resolve: (result: Json) => void; reject: (error: Error) => void }>()
  let last = 0
  if (!child.stdout) throw new Error('the MCP server has no standard output')
  createInterface(child.stdout).on('line', (line) => {
    const { id, result, error } = JSON.parse(line)
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error) asked?.reject(new Error(error.message))
    else asked?.resolve(result)
  })
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the MCP server ended with ${code}`))
  })
  return (method: string, params: object): Promise<Json> => {
    const id = ++last
    const { promise, resolve, reject } = Promise.withResolvers<Json>()
    waiting.set(id, { resolve, reject })
    const timer = setTimeout(() => reject(new Error(`${method} was not answered in time`)), ANSWER_MAX_MS)
    child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    return promise.finally(() => clearTimeout(timer))
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
