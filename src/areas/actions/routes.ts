import { ActionAnswer, ActionList, ByActionId, getAction, listActions } from '../../cloud/actions.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'

export const routes: Routes = (app) => {
  app.get('/v2/actions', {
    config: { op: 'actions_list', scope: 'actions:read' },
    schema: {
      summary: 'List the actions on all resources, newest first',
      querystring: Paging,
      response: { 200: ActionList },
    },
    handler: (request) => listActions(request.ctx, request.query),
  })
  app.get('/v2/actions/:action_id', {
    config: { op: 'actions_get', scope: 'actions:read' },
    schema: { summary: 'Read an action', params: ByActionId, response: { 200: ActionAnswer } },
    handler: (request) => getAction(request.ctx, request.params.action_id),
  })
}
