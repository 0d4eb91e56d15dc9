import type { Db } from '../../../store/database.ts'

export interface SuppressionRow {
  account: string
  id: string
  position: number
  rule: string
  urn: string
  reason: string | null
  author: string | null
  expires_at: string | null
  created_at: string
}

export interface ExclusionRow {
  account: string
  id: string
  position: number
  urn: string
  created_at: string
}

interface PlanRow {
  account: string
  /** JSON. */
  coverage: string
  downgrades: string
}

const tables = (db: Db) =>
  db.$extendTables<{
    posture_suppressions: SuppressionRow
    posture_exclusions: ExclusionRow
    posture_plans: PlanRow
  }>()

/** One pair of rule and resource once: given anew, it keeps its id and takes the new reason and end. */
export async function saveSuppression(tx: Db, row: SuppressionRow): Promise<SuppressionRow> {
  const { reason, author, expires_at } = row
  return tables(tx)
    .insertInto('posture_suppressions')
    .values(row)
    .onConflict((on) => on.columns(['account', 'rule', 'urn']).doUpdateSet({ reason, author, expires_at }))
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** False where there is none of that id. */
export async function removeSuppression(tx: Db, account: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tables(tx)
    .deleteFrom('posture_suppressions')
    .where('account', '=', account)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Those that count now. */
const inForce = (db: Db, account: string, now: string) =>
  tables(db)
    .selectFrom('posture_suppressions')
    .where('account', '=', account)
    .where((it) => it.or([it('expires_at', 'is', null), it('expires_at', '>', now)]))

export function listSuppressions(db: Db, account: string, now: string): Promise<SuppressionRow[]> {
  return inForce(db, account, now).selectAll().orderBy('position').execute()
}

export async function pageOfSuppressions(
  db: Db,
  account: string,
  { now, page, per_page }: { now: string; page: number; per_page: number },
): Promise<{ rows: SuppressionRow[]; total: number }> {
  const rows = inForce(db, account, now)
    .selectAll()
    .orderBy('position')
    .limit(per_page)
    .offset((page - 1) * per_page)
  const counted = inForce(db, account, now).select((it) => it.fn.countAll<number>().as('total'))
  const [found, count] = await Promise.all([rows.execute(), counted.executeTakeFirst()])
  return { rows: found, total: count?.total ?? 0 }
}

/** The row that is there, where the resource was left out before. */
export async function saveExclusion(tx: Db, row: ExclusionRow): Promise<void> {
  await tables(tx)
    .insertInto('posture_exclusions')
    .values(row)
    .onConflict((on) => on.columns(['account', 'urn']).doNothing())
    .execute()
}

export function listExclusions(db: Db, account: string): Promise<ExclusionRow[]> {
  return tables(db)
    .selectFrom('posture_exclusions')
    .selectAll()
    .where('account', '=', account)
    .orderBy('position')
    .execute()
}

/** False where there is none of that id. */
export async function removeExclusion(tx: Db, account: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tables(tx)
    .deleteFrom('posture_exclusions')
    .where('account', '=', account)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export function findPlan(db: Db, account: string): Promise<PlanRow | undefined> {
  return tables(db).selectFrom('posture_plans').selectAll().where('account', '=', account).executeTakeFirst()
}

export async function savePlan(tx: Db, row: PlanRow): Promise<void> {
  const { coverage, downgrades } = row
  await tables(tx)
    .insertInto('posture_plans')
    .values(row)
    .onConflict((on) => on.column('account').doUpdateSet({ coverage, downgrades }))
    .execute()
}
