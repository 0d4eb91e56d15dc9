import { Nothing } from '../../cloud/wire.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import { assignResources, listResources } from './membership.ts'
import * as project from './project.ts'
import * as schema from './schema.ts'

const { DEFAULT } = project

export const routes: Routes = (app) => {
  allProjects(app)
  defaultProject(app)
  singleProjects(app)
  resources(app)
}

const allProjects: Routes = (app) => {
  app.get('/v2/projects', {
    config: { op: 'projects_list', scope: 'project:read' },
    schema: { summary: 'List projects', querystring: Paging, response: { 200: schema.ProjectList } },
    handler: (request) => project.listProjects(request.ctx, request.query),
  })
  app.post('/v2/projects', {
    config: { op: 'projects_create', scope: 'project:create' },
    schema: {
      summary: 'Create a project',
      body: schema.CreateProject,
      response: { 201: schema.ProjectAnswer },
    },
    handler: async (request, reply) => {
      return reply.code(201).send(await project.createProject(request.ctx, request.body))
    },
  })
}

const defaultProject: Routes = (app) => {
  app.get('/v2/projects/default', {
    config: { op: 'projects_get_default', scope: 'project:read' },
    schema: { summary: 'Read the default project', response: { 200: schema.ProjectAnswer } },
    handler: (request) => project.readProject(request.ctx, DEFAULT),
  })
  app.put('/v2/projects/default', {
    config: { op: 'projects_update_default', scope: 'project:update' },
    schema: {
      summary: 'Replace what is said of the default project',
      body: schema.UpdateProject,
      response: { 200: schema.ProjectAnswer },
    },
    handler: (request) => project.changeProject(request.ctx, DEFAULT, request.body),
  })
  app.patch('/v2/projects/default', {
    config: { op: 'projects_patch_default', scope: 'project:update' },
    schema: {
      summary: 'Change some of what is said of the default project',
      body: schema.PatchProject,
      response: { 200: schema.ProjectAnswer },
    },
    handler: (request) => project.changeProject(request.ctx, DEFAULT, request.body),
  })
}

const singleProjects: Routes = (app) => {
  app.get('/v2/projects/:project_id', {
    config: { op: 'projects_get', scope: 'project:read' },
    schema: { summary: 'Read a project', params: schema.ByProject, response: { 200: schema.ProjectAnswer } },
    handler: (request) => project.readProject(request.ctx, request.params.project_id),
  })
  app.put('/v2/projects/:project_id', {
    config: { op: 'projects_update', scope: 'project:update' },
    schema: {
      summary: 'Replace what is said of a project',
      params: schema.ByProject,
      body: schema.UpdateProject,
      response: { 200: schema.ProjectAnswer },
    },
    handler: (request) => project.changeProject(request.ctx, request.params.project_id, request.body),
  })
  app.patch('/v2/projects/:project_id', {
    config: { op: 'projects_patch', scope: 'project:update' },
    schema: {
      summary: 'Change some of what is said of a project',
      params: schema.ByProject,
      body: schema.PatchProject,
      response: { 200: schema.ProjectAnswer },
    },
    handler: (request) => project.changeProject(request.ctx, request.params.project_id, request.body),
  })
  app.delete('/v2/projects/:project_id', {
    config: { op: 'projects_delete', scope: 'project:delete' },
    schema: { summary: 'Delete an empty project', params: schema.ByProject, response: { 204: Nothing } },
    handler: async (request, reply) => {
      await project.deleteProject(request.ctx, request.params.project_id)
      return reply.code(204).send(null)
    },
  })
}

const resources: Routes = (app) => {
  app.get('/v2/projects/default/resources', {
    config: { op: 'projects_list_resources_default', scope: 'project:read' },
    schema: {
      summary: 'List what is in the default project',
      querystring: Paging,
      response: { 200: schema.ResourceList },
    },
    handler: (request) => listResources(request.ctx, DEFAULT, request.query),
  })
  app.post('/v2/projects/default/resources', {
    config: { op: 'projects_assign_resources_default', scope: 'project:assign_resource' },
    schema: {
      summary: 'Move resources to the default project',
      body: schema.AssignResources,
      response: { 200: schema.AssignedResources },
    },
    handler: (request) => assignResources(request.ctx, DEFAULT, request.body),
  })
  app.get('/v2/projects/:project_id/resources', {
    config: { op: 'projects_list_resources', scope: 'project:read' },
    schema: {
      summary: 'List what is in a project',
      params: schema.ByProject,
      querystring: Paging,
      response: { 200: schema.ResourceList },
    },
    handler: (request) => listResources(request.ctx, request.params.project_id, request.query),
  })
  app.post('/v2/projects/:project_id/resources', {
    config: { op: 'projects_assign_resources', scope: 'project:assign_resource' },
    schema: {
      summary: 'Move resources to a project',
      params: schema.ByProject,
      body: schema.AssignResources,
      response: { 200: schema.AssignedResources },
    },
    handler: (request) => assignResources(request.ctx, request.params.project_id, request.body),
  })
}
