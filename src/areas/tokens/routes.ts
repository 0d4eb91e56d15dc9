import { ANY_TOKEN } from '../../kernel/http/gate.ts'
import type { Routes } from '../../kernel/http/http.ts'
import { Paging } from '../../kernel/paging.ts'
import { listTokens } from './listing.ts'
import { revokeToken } from './revocation.ts'
import { Done, RevokeToken, TokenInfo, TokenList } from './schema.ts'
import { readTokenInfo } from './token_info.ts'

export const routes: Routes = (app) => {
  // In a scope of its own: no other route takes a form.
  app.register(async (scope: typeof app) => revocation(scope))
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

const revocation: Routes = (app) => {
  // As OAuth has it (RFC 7009); JSON is taken as well.
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, text, done) => done(null, Object.fromEntries(new URLSearchParams(String(text)))),
  )
  app.post('/v1/oauth/revoke', {
    config: { op: 'oauth_revoke', scope: ANY_TOKEN },
    schema: {
      summary: 'Revoke a token, by the token itself',
      body: RevokeToken,
      response: { 200: Done },
    },
    handler: (request) => revokeToken(request.ctx, request.body.token),
  })
}
