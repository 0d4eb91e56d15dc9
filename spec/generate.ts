// Run as `node spec/generate.ts [openapi.yaml]`. Reads the public OpenAPI document and writes operations.json, the list
// of every public operation, so that the product knows the public API without carrying 2.4 MB of it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export interface Operation {
  op: string
  method: string
  path: string
  /** A caller needs all of them. Empty: any valid token will do. */
  scopes: string[]
  /** Other scopes that do just as well as `scopes`; a caller needs all of these instead. */
  or?: string[]
  /** The status that answers a well-formed but invalid request. */
  invalid: 400 | 422
}

export interface PublicDocument {
  paths: Record<string, Record<string, SourceOperation>>
}

interface SourceOperation {
  operationId: string
  security: Record<string, string[]>[]
  responses: Record<string, unknown>
}

const DOCUMENT = join(import.meta.dirname, '../../shared/reference/digitalocean-v2.openapi.yaml')
const OUTPUT = join(import.meta.dirname, 'operations.json')
const METHODS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'trace']
const SCOPE = /^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$/

// The document names scopes that no token can be given; its publisher corrected them later (openapi PR #1219).
const CORRECTED: Record<string, string> = {
  'byoip_prefix:write': 'byoip_prefix:update',
  'database:write': 'database:update',
  'dedicated_inference_tokens:create': 'dedicated_inference_token:create',
  'dedicated_inference_tokens:delete': 'dedicated_inference_token:delete',
  'dedicated_inference_tokens:read': 'dedicated_inference_token:read',
  'genai:default': 'genai:update',
  'nfs:list': 'nfs:read',
  'organization:read': 'organization_membership:read_teams',
  'partner_network_connect:write': 'partner_network_connect:update',
}

// Four volume operations list these beside the real scope. They are aliases that every operation honours, and read as
// "all are needed" they would shut out tokens with custom scopes.
const ALIASES = new Set(['api:read', 'api:write'])

// Operations whose scopes in the document cannot be used as they are.
// - Two changes of partner attachments ask for the read scope only: a read-only token could delete a connection. They
//   get the scopes that exist for it.
// - The rest have none. The catalogues of add-ons and 1-clicks are for every token: they tell nothing about an account.
//   The inference operations belong to a host of its own with model access keys, which we do not have, and cost money:
//   they get the scope of generative AI by the usual mapping of GET to read and POST to create. The upload's presigned
//   URL is its credential.
// - That to destroy Droplets by tag needs tag:read is told in its description only.
const DECIDED: Record<string, string[]> = {
  addons_get_app: [],
  addons_get_app_metadata: [],
  agentInference_create_chat_completion: ['genai:create'],
  droplets_destroy_byTag: ['droplet:delete', 'tag:read'],
  inference_cancel_batch: ['genai:create'],
  inference_create_async_invoke: ['genai:create'],
  inference_create_batch: ['genai:create'],
  inference_create_batch_file: ['genai:create'],
  inference_create_chat_completion: ['genai:create'],
  inference_create_embedding: ['genai:create'],
  inference_create_image: ['genai:create'],
  inference_create_messages: ['genai:create'],
  inference_create_response: ['genai:create'],
  inference_get_batch: ['genai:read'],
  inference_get_batch_results: ['genai:read'],
  inference_list_batches: ['genai:read'],
  inference_list_models: ['genai:read'],
  inference_upload_batch_file: [],
  oneClicks_list: [],
  partnerAttachments_delete: ['partner_network_connect:delete'],
  partnerAttachments_patch: ['partner_network_connect:update'],
}

/** Sorted by path, then method. Throws where the document has something that this script has no rule for. */
export function listOperations(document: PublicDocument): Operation[] {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const source = item[method]
      return source ? [describeOperation(method.toUpperCase(), path, source)] : []
    }),
  )
  refuseDoubles(operations)
  return operations.sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method))
}

/** JSON with one operation a line, so that a changed operation is a changed line. */
export function renderOperations(operations: Operation[]): string {
  return `[\n${operations.map((operation) => JSON.stringify(operation)).join(',\n')}\n]\n`
}

function describeOperation(method: string, path: string, source: SourceOperation): Operation {
  const op = source.operationId
  const [scopes = [], or, ...more] = source.security.map((entry) => scopesOf(op, Object.values(entry).flat()))
  if (more.length > 0) throw new Error(`${op} has more than two ways to be authorized`)
  const invalid = '422' in source.responses ? 422 : 400
  return { op, method, path, scopes, ...(or && { or }), invalid }
}

function scopesOf(op: string, listed: string[]): string[] {
  const decided = DECIDED[op]
  if (decided) return decided
  const scopes = listed.filter((scope) => !ALIASES.has(scope)).map((scope) => CORRECTED[scope] ?? scope)
  if (scopes.length === 0) throw new Error(`${op} has no scope: choose one in DECIDED of spec/generate.ts`)
  const odd = scopes.find((scope) => !SCOPE.test(scope))
  if (odd !== undefined) throw new Error(`${op} has the scope "${odd}", which is not resource:action`)
  return scopes
}

// Coverage, authorization and MCP tools all tell operations apart by this id. No two of the public ones share one.
function refuseDoubles(operations: Operation[]): void {
  const seen = new Set<string>()
  for (const { op } of operations) {
    if (seen.has(op)) throw new Error(`two operations are called ${op}`)
    seen.add(op)
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

if (import.meta.main) {
  const operations = listOperations(parse(readFileSync(process.argv[2] ?? DOCUMENT, 'utf8')))
  writeFileSync(OUTPUT, renderOperations(operations))
  process.stdout.write(`${operations.length} operations\n`)
}
