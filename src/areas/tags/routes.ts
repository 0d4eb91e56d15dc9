import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import * as schema from './schema.ts'
import * as tag from './tag.ts'
import { tagResources, untagResources } from './tagging.ts'

export const routes: Routes = (app) => {
  tags(app)
  taggings(app)
}

const tags: Routes = (app) => {
  app.get('/v2/tags', {
    config: { op: 'tags_list', scope: 'tag:read' },
    schema: {
      summary: 'List tags, with how many resources have each',
      querystring: Paging,
      response: { 200: schema.TagList },
    },
    handler: (request) => tag.listTags(request.ctx, request.query),
  })
  app.post('/v2/tags', {
    config: { op: 'tags_create', scope: 'tag:create' },
    schema: {
      summary: 'Create a tag, or read the one of that name',
      body: schema.CreateTag,
      response: { 201: schema.TagAnswer },
    },
    handler: async (request, reply) => {
      return reply.code(201).send(await tag.createTag(request.ctx, request.body.name))
    },
  })
  app.get('/v2/tags/:tag_id', {
    config: { op: 'tags_get', scope: 'tag:read' },
    schema: {
      summary: 'Read a tag, with how many resources have it',
      params: schema.ByTag,
      response: { 200: schema.TagAnswer },
    },
    handler: (request) => tag.readTag(request.ctx, request.params.tag_id),
  })
  app.delete('/v2/tags/:tag_id', {
    config: { op: 'tags_delete', scope: 'tag:delete' },
    schema: {
      summary: 'Delete a tag, and take it off all that has it',
      params: schema.ByTag,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await tag.deleteTag(request.ctx, request.params.tag_id)
      return reply.code(204).send(null)
    },
  })
}

const taggings: Routes = (app) => {
  app.post('/v2/tags/:tag_id/resources', {
    config: { op: 'tags_assign_resources', scope: 'tag:create' },
    schema: {
      summary: 'Put a tag on resources',
      params: schema.ByTag,
      body: schema.Resources,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await tagResources(request.ctx, request.params.tag_id, request.body)
      return reply.code(204).send(null)
    },
  })
  app.delete('/v2/tags/:tag_id/resources', {
    config: { op: 'tags_unassign_resources', scope: 'tag:delete' },
    schema: {
      summary: 'Take a tag off resources',
      params: schema.ByTag,
      body: schema.Resources,
      response: { 204: Nothing },
    },
    handler: async (request, reply) => {
      await untagResources(request.ctx, request.params.tag_id, request.body)
      return reply.code(204).send(null)
    },
  })
}
