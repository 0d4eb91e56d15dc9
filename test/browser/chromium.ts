// A headless Chromium, spoken to over its DevTools protocol: pages are opened, looked at, and told of what they did.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findProgram } from '../clients/programs.ts'

export interface Page extends AsyncDisposable {
  /** The value of an expression in the page, as JSON. */
  evaluate<Value>(expression: string): Promise<Value>
  send(method: string, params?: object): Promise<Record<string, unknown>>
  /** URLs of requests, errors and lines of the console, in order. */
  requests: string[]
  complaints: string[]
}

export const findChromium = () =>
  process.env.CHROMIUM ?? ['chromium', 'chromium-browser', 'google-chrome'].map(findProgram).find(Boolean)

/** Resolves when the page has loaded. */
export async function openPage(program: string, url: string): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'rockpool-browser-'))
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ]
  const child = spawn(program, [...args, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const socket = new WebSocket(await pageAddress(await debuggerAddress(child)))
  await once(socket, 'open')
  const page = conversation(socket)
  for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await page.send(`${domain}.enable`)
  const loaded = page.told('Page.loadEventFired')
  await page.send('Page.navigate', { url })
  await loaded
  return {
    ...page,
    async evaluate<Value>(expression: string) {
      const { result, exceptionDetails } = await page.send('Runtime.evaluate', {
        expression,
        returnByValue: true,
      })
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
      return (result as { value: Value }).value
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function debuggerAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stderr as NodeJS.ReadableStream })) {
    const [, address] = /DevTools listening on ws:\/\/([^/]+)/.exec(line) ?? []
    if (address !== undefined) {
      child.stderr?.resume()
      return address
    }
  }
  throw new Error('Chromium ended before it listened')
}

async function pageAddress(address: string): Promise<string> {
  const targets = (await (await fetch(`http://${address}/json`)).json()) as Array<Record<string, string>>
  const target = targets.find(({ type }) => type === 'page')
  return target?.webSocketDebuggerUrl ?? ''
}

interface Message {
  id?: number
  method?: string
  params: Record<string, unknown>
  result: Record<string, unknown>
}

// What a page must not do: fail, or complain.
const COMPLAINTS = ['Runtime.exceptionThrown', 'Runtime.consoleAPICalled', 'Log.entryAdded']

function conversation(socket: WebSocket) {
  const answers = new Map<number, (result: Record<string, unknown>) => void>()
  const awaited = new Map<string, () => void>()
  const [requests, complaints]: [string[], string[]] = [[], []]
  socket.addEventListener('message', ({ data }) => {
    const { id, method = '', params, result } = JSON.parse(String(data)) as Message
    if (id !== undefined) answers.get(id)?.(result)
    awaited.get(method)?.()
    if (method === 'Network.requestWillBeSent') requests.push((params.request as { url: string }).url)
    if (COMPLAINTS.includes(method)) complaints.push(JSON.stringify(params))
  })
  let sent = 0
  return {
    requests,
    complaints,
    told: (method: string) => new Promise<void>((resolve) => awaited.set(method, resolve)),
    send(method: string, params: object = {}): Promise<Record<string, unknown>> {
      sent += 1
      socket.send(JSON.stringify({ id: sent, method, params }))
      return new Promise((resolve) => answers.set(sent, resolve))
    },
  }
}
