import type { Routes } from '../../kernel/http/http.ts'
import { readAccount } from './account.ts'
import { Account } from './schema.ts'

export const routes: Routes = (app) => {
  app.get('/v2/account', {
    config: { op: 'account_get', scope: 'account:read' },
    schema: { summary: 'The account of the token', response: { 200: Account } },
    handler: (request) => readAccount(request.ctx),
  })
}
