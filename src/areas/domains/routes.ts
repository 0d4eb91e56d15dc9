import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import * as domain from './domain.ts'
import * as record from './record.ts'
import * as schema from './schema.ts'

export const routes: Routes = (app) => {
  wholeDomains(app)
  recordsOfDomains(app)
  singleRecords(app)
}

const wholeDomains: Routes = (app) => {
  app.get('/v2/domains', {
    config: { op: 'domains_list', scope: 'domain:read' },
    schema: {
      summary: 'List domains with their zone files',
      querystring: Paging,
      response: { 200: schema.DomainList },
    },
    handler: (request) => domain.listDomains(request.ctx, request.query),
  })
  app.post('/v2/domains', {
    config: { op: 'domains_create', scope: 'domain:create' },
    schema: {
      summary: 'Create a domain with its name servers and, if given, an address',
      body: schema.CreateDomain,
      response: { 201: schema.DomainAnswer },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await domain.createDomain(request.ctx, request.body)),
  })
  app.get('/v2/domains/:domain_name', {
    config: { op: 'domains_get', scope: 'domain:read' },
    schema: {
      summary: 'Show a domain with its zone file',
      params: schema.ByName,
      response: { 200: schema.DomainAnswer },
    },
    handler: (request) => domain.getDomain(request.ctx, request.params.domain_name),
  })
  app.delete('/v2/domains/:domain_name', {
    config: { op: 'domains_delete', scope: 'domain:delete' },
    schema: {
      summary: 'Delete a domain and its records',
      params: schema.ByName,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await domain.deleteDomain(request.ctx, request.params.domain_name)
      return reply.code(204).send(null)
    },
  })
}

const recordsOfDomains: Routes = (app) => {
  app.get('/v2/domains/:domain_name/records', {
    config: { op: 'domains_list_records', scope: 'domain:read' },
    schema: {
      summary: 'List the records of a domain, or those of a full name or a type',
      params: schema.ByName,
      querystring: schema.RecordQuery,
      response: { 200: schema.RecordList },
    },
    handler: (request) => record.listRecords(request.ctx, request.params.domain_name, request.query),
  })
  app.post('/v2/domains/:domain_name/records', {
    config: { op: 'domains_create_record', scope: 'domain:create' },
    schema: {
      summary: 'Add a record to a domain',
      params: schema.ByName,
      body: schema.CreateRecord,
      response: { 201: schema.RecordAnswer },
    },
    handler: async (request, reply) =>
      reply.code(201).send(await record.createRecord(request.ctx, request.params.domain_name, request.body)),
  })
}

const singleRecords: Routes = (app) => {
  app.get('/v2/domains/:domain_name/records/:domain_record_id', {
    config: { op: 'domains_get_record', scope: 'domain:read' },
    schema: {
      summary: 'Show a record',
      params: schema.ByRecord,
      response: { 200: schema.RecordAnswer },
    },
    handler: (request) => record.getRecord(request.ctx, request.params),
  })
  app.put('/v2/domains/:domain_name/records/:domain_record_id', {
    config: { op: 'domains_update_record', scope: 'domain:update' },
    schema: {
      summary: 'Change a record; what is not given stays',
      params: schema.ByRecord,
      body: schema.UpdateRecord,
      response: { 200: schema.RecordAnswer },
    },
    handler: (request) => record.updateRecord(request.ctx, request.params, request.body),
  })
  app.patch('/v2/domains/:domain_name/records/:domain_record_id', {
    config: { op: 'domains_patch_record', scope: 'domain:update' },
    schema: {
      summary: 'Change a record; what is not given stays',
      params: schema.ByRecord,
      body: schema.UpdateRecord,
      response: { 200: schema.RecordAnswer },
    },
    handler: (request) => record.updateRecord(request.ctx, request.params, request.body),
  })
  app.delete('/v2/domains/:domain_name/records/:domain_record_id', {
    config: { op: 'domains_delete_record', scope: 'domain:delete' },
    schema: {
      summary: 'Delete a record',
      params: schema.ByRecord,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await record.deleteRecord(request.ctx, request.params)
      return reply.code(204).send(null)
    },
  })
}
