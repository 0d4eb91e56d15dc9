import type { Routes } from '../../../kernel/http/http.ts'
import { Paging } from '../../../kernel/paging.ts'
import type { View } from '../routes.ts'
import { ByName } from '../schema.ts'
import * as collection from './garbage_collection.ts'
import * as schema from './schema.ts'

export const collectionRoutes =
  ({ folder, op }: View): Routes =>
  (app) => {
    const path = `${folder}/:registry_name/garbage-collection`
    app.get(path, {
      config: { op: `${op}_get_garbageCollection`, scope: 'registry:read' },
      schema: {
        summary: 'Read the active garbage collection',
        params: ByName,
        response: { 200: schema.CollectionAnswer },
      },
      handler: (request) => collection.readActiveCollection(request.ctx, request.params.registry_name),
    })
    app.post(path, {
      config: { op: `${op}_run_garbageCollection`, scope: 'registry:update' },
      schema: {
        summary: 'Start a garbage collection',
        params: ByName,
        body: schema.RunCollection,
        response: { 201: schema.CollectionAnswer },
      },
      handler: async (request, reply) =>
        reply
          .code(201)
          .send(await collection.runCollection(request.ctx, request.params.registry_name, request.body)),
    })
    app.put(`${path}/:garbage_collection_uuid`, {
      config: { op: `${op}_update_garbageCollection`, scope: 'registry:update' },
      schema: {
        summary: 'Cancel the active garbage collection',
        params: schema.ByCollection,
        body: schema.UpdateCollection,
        response: { 200: schema.CollectionAnswer },
      },
      handler: (request) => collection.updateCollection(request.ctx, request.params, request.body),
    })
    app.get(`${path}s`, {
      config: { op: `${op}_list_garbageCollections`, scope: 'registry:read' },
      schema: {
        summary: 'List garbage collections, newest first',
        params: ByName,
        querystring: Paging,
        response: { 200: schema.CollectionList },
      },
      handler: (request) =>
        collection.listCollections(request.ctx, request.params.registry_name, request.query),
    })
  }
