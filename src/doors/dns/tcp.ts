// Questions over TCP (RFC 7766): each message behind its length, several one after the other, answered as they come.
import { createServer, type Server, type Socket } from 'node:net'

/** Undefined closes the connection: what came is no question. */
export type Answer = (message: Buffer) => Buffer | undefined | Promise<Buffer | undefined>

const MOST_CONNECTIONS = 200
/** For a whole question, however slowly it comes, and for taking the answers. */
const PATIENCE_MS = 10_000
/** No honest question is longer. */
const LONGEST_QUESTION = 4096
const LENGTH_BYTES = 2
const NOTHING = Buffer.alloc(0)

export interface TcpServer {
  server: Server
  /** Sends what has been answered, and resolves when every connection is closed, at the latest after `grace_ms`. */
  drain(grace_ms: number): Promise<void>
}

export function tcpServer(answer: Answer): TcpServer {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    new Connection(socket, answer).open()
  })
  server.maxConnections = MOST_CONNECTIONS
  const drain = (grace_ms: number) =>
    new Promise<void>((resolve) => {
      const cut = setTimeout(() => sockets.forEach((socket) => void socket.destroy()), grace_ms)
      server.close(() => {
        clearTimeout(cut)
        resolve()
      })
      for (const socket of sockets) socket.end()
    })
  return { server, drain }
}

class Connection {
  readonly #socket: Socket
  readonly #answer: Answer
  readonly #patience: NodeJS.Timeout
  #unread: Buffer = NOTHING
  #answering = false

  constructor(socket: Socket, answer: Answer) {
    this.#socket = socket
    this.#answer = answer
    this.#patience = setTimeout(() => socket.destroy(), PATIENCE_MS)
  }

  open(): void {
    const socket = this.#socket
    socket.on('data', (chunk) => this.#receive(chunk as Buffer))
    socket.on('drain', () => this.#goOn())
    socket.on('close', () => clearTimeout(this.#patience))
    // A client that goes away is no concern of ours; the socket closes by itself.
    socket.on('error', () => {})
  }

  #receive(chunk: Buffer): void {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk])
    this.#goOn()
  }

  /** One question after the other. Who does not take the answers is not heard any further. */
  #goOn(): void {
    if (this.#answering) return
    this.#answering = true
    this.#answerAll()
      .catch(() => this.#socket.destroy())
      .finally(() => {
        this.#answering = false
      })
  }

  async #answerAll(): Promise<void> {
    for (let message = this.#next(); message; message = this.#next()) {
      this.#socket.pause()
      const answer = await this.#answer(message)
      if (!answer) return void this.#socket.destroy()
      this.#patience.refresh()
      if (!this.#send(answer)) return
    }
    this.#socket.resume()
  }

  /** The next message, if all of it is there. */
  #next(): Buffer | undefined {
    const unread = this.#unread
    if (this.#socket.destroyed || unread.length < LENGTH_BYTES) return undefined
    const end = LENGTH_BYTES + unread.readUInt16BE(0)
    if (end > LENGTH_BYTES + LONGEST_QUESTION) this.#socket.destroy()
    if (end > unread.length) return undefined
    this.#unread = unread.subarray(end)
    return unread.subarray(LENGTH_BYTES, end)
  }

  /** False where the client must take what is sent first. */
  #send(answer: Buffer): boolean {
    const length = Buffer.alloc(LENGTH_BYTES)
    length.writeUInt16BE(answer.length)
    return this.#socket.write(Buffer.concat([length, answer]))
  }
}
