import { ANY_TOKEN } from '../../kernel/http/gate.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import { listTokens } from './listing.ts'
import { TokenInfo, TokenList } from './schema.ts'
import { readTokenInfo } from './token_info.ts'

export const routes: Routes = (app) => {
  app.get('/v1/oauth/token/info', {
    config: { op: 'oauth_token_info', scope: ANY_TOKEN },
    schema: { summary: 'What the token of this request is', response: { 200: TokenInfo } },
    handler: (request) => readTokenInfo(request.ctx),
  })
  app.get('/v2/account/tokens', {
    config: { op: 'account_list_tokens', scope: 'account:read' },
    schema: { summary: 'List the tokens that work', querystring: Paging, response: { 200: TokenList } },
    handler: (request) => listTokens(request.ctx, request.query),
  })
}
