// Our own OpenAPI document, made from the route table: what is served is what is documented.
import type { Route, RouteSchema } from './http/gate.ts'

export interface About {
  title: string
  version: string
  description: string
}

export function openapiDocument(routes: readonly Route[], about: About): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}')
    const operations = paths[path] ?? {}
    operations[route.method.toLowerCase()] = operationOf(route)
    paths[path] = operations
  }
  return {
    openapi: '3.1.0',
    info: { ...about, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    security: [{ bearer_auth: [] }],
    paths,
    components: {
      securitySchemes: { bearer_auth: { type: 'http', scheme: 'bearer' } },
      responses: { error: jsonAnswer('An error', ERROR) },
    },
  }
}

const ERROR = {
  type: 'object',
  required: ['id', 'message', 'request_id'],
  properties: {
    id: { type: 'string', examples: ['not_found'] },
    message: { type: 'string' },
    request_id: { type: 'string' },
  },
}

function operationOf({ op, scopes, or, open, schema }: Route): object {
  return {
    operationId: op,
    ...(schema.summary && { summary: schema.summary }),
    ...(open && { description: `No token is needed: ${open}.` }),
    security: open ? [] : [{ bearer_auth: scopes }, ...(or ? [{ bearer_auth: or }] : [])],
    parameters: [
      ...parametersOf(schema.params, 'path'),
      ...parametersOf(schema.querystring, 'query'),
      ...parametersOf(schema.headers, 'header'),
    ],
    ...(schema.body && {
      requestBody: { required: true, content: { 'application/json': { schema: schema.body } } },
    }),
    responses: { ...answersOf(schema), default: { $ref: '#/components/responses/error' } },
  }
}

interface ObjectSchema {
  properties?: Record<string, { description?: string }>
  required?: string[]
}

function parametersOf(schema: object | undefined, place: 'path' | 'query' | 'header'): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema
  return Object.entries(properties).map(([name, it]) => ({
    name,
    in: place,
    required: place === 'path' || (required.includes(name) && !('default' in it)),
    ...(it.description && { description: it.description }),
    schema: it,
  }))
}

function answersOf({ response = {} }: RouteSchema): Record<string, object> {
  const answers = Object.entries(response).map(([status, schema]) => {
    const empty = (schema as { type?: string }).type === 'null'
    return [status, empty ? { description: 'Done' } : jsonAnswer('Done', schema)]
  })
  return Object.fromEntries(answers)
}

const jsonAnswer = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
})
