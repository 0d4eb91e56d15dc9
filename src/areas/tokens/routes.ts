import { ANY_TOKEN } from '../../kernel/http/gate.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { TokenInfo } from './schema.ts'
import { readTokenInfo } from './token_info.ts'

export const routes: Routes = async (app) => {
  app.get('/v1/oauth/token/info', {
    config: { op: 'oauth_token_info', scope: ANY_TOKEN },
    schema: { summary: 'What the token of this request is', response: { 200: TokenInfo } },
    handler: (request) => readTokenInfo(request.ctx),
  })
}
