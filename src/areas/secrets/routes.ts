import type { Routes } from '../../kernel/http/http.ts'
import { listAllSecrets } from './listing.ts'
import * as schema from './schema.ts'
import * as secret from './secret.ts'

export const routes: Routes = (app) => {
  wholeSecrets(app)
  versionsAndRestore(app)
}

const wholeSecrets: Routes = (app) => {
  app.get('/v2/security/secrets', {
    config: { op: 'security_list_secrets', scope: 'security:read' },
    schema: {
      summary: 'List secrets of all regions, without values',
      querystring: schema.ListQuery,
      response: { 200: schema.SecretList },
    },
    handler: (request) => listAllSecrets(request.ctx, request.query),
  })
  app.post('/v2/security/secrets', {
    config: { op: 'security_create_secret', scope: 'security:create' },
    schema: { summary: 'Create a secret', body: schema.CreateSecret, response: { 200: schema.SecretRef } },
    handler: (request) => secret.createSecret(request.ctx, request.body),
  })
  app.get('/v2/security/secrets/:secret', {
    config: { op: 'security_get_secret', scope: 'security:read' },
    schema: {
      summary: 'Read a secret: the current values, or those of an older version, or its keys alone',
      params: schema.ByName,
      querystring: schema.ReadQuery,
      response: { 200: schema.Secret },
    },
    handler: (request) => secret.readSecret(request.ctx, request.params.secret, request.query),
  })
  app.put('/v2/security/secrets/:secret', {
    config: { op: 'security_update_secret', scope: 'security:update' },
    schema: {
      summary: 'Replace all values, naming the version that was read',
      params: schema.ByName,
      body: schema.UpdateSecret,
      response: { 200: schema.SecretRef },
    },
    handler: (request) => secret.updateSecret(request.ctx, request.params.secret, request.body),
  })
  app.delete('/v2/security/secrets/:secret', {
    config: { op: 'security_delete_secret', scope: 'security:delete' },
    schema: {
      summary: 'Request deletion; restorable until the recovery window ends',
      params: schema.ByName,
      querystring: schema.InRegion,
      response: { 204: schema.Nothing },
    },
    handler: async (request, reply) => {
      await secret.deleteSecret(request.ctx, request.params.secret, request.query.region)
      return reply.code(204).send(null)
    },
  })
}

const versionsAndRestore: Routes = (app) => {
  app.get('/v2/security/secrets/:secret/versions', {
    config: { op: 'security_list_secret_versions', scope: 'security:read' },
    schema: {
      summary: 'List the versions of a secret, newest first',
      params: schema.ByName,
      querystring: schema.InRegion,
      response: { 200: schema.VersionList },
    },
    handler: (request) => secret.listVersions(request.ctx, request.params.secret, request.query.region),
  })
  app.post('/v2/security/secrets/:secret/restore', {
    config: { op: 'security_post_restore_secret', scope: 'security:create' },
    schema: {
      summary: 'Undo a request for deletion',
      params: schema.ByName,
      querystring: schema.InRegion,
      response: { 200: schema.Secret },
    },
    handler: (request) => secret.restoreSecret(request.ctx, request.params.secret, request.query.region),
  })
}
