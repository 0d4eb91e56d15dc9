// Repositories, tags and manifests: there are none, for nothing can be pushed.
import { listEnds } from '../../../cloud/wire.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { badRequest, notFound } from '../../../kernel/errors.ts'
import type { Paging } from '../../../kernel/paging.ts'
import { getRegistry } from '../document.ts'
import type { ByRepository, RepositoriesV2Query, RepositoryList } from './schema.ts'

export async function listRepositories(ctx: Ctx, name: string, paging: Paging): Promise<RepositoryList> {
  await getRegistry(ctx, name)
  return { repositories: [], ...listEnds(ctx, paging, 0) }
}

export function listRepositoriesV2(
  ctx: Ctx,
  name: string,
  { page_token, ...paging }: RepositoriesV2Query,
): Promise<RepositoryList> {
  if (page_token !== undefined) throw badRequest('page_token must be one from the links of a list.')
  return listRepositories(ctx, name, paging)
}

/** For all that is about one repository, or about something in it. */
export async function getRepository(ctx: Ctx, path: ByRepository): Promise<never> {
  const { id } = await getRegistry(ctx, path.registry_name)
  throw notFound(`The registry ${id} has no repository ${JSON.stringify(path.repository_name.slice(0, 60))}.`)
}
