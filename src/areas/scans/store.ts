import type { Db } from '../../store/database.ts'

export interface ScanRow {
  account: string
  id: string
  position: number
  status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED'
  created_at: string
  completed_at: string | null
  failure: string | null
  resources: number | null
  /** JSON: by rule, why it could not be checked, and on how many resources. */
  not_checked: string | null
  score: number | null
}

export interface FindingRow {
  account: string
  scan: string
  /** The rule's uuid. */
  rule: string
  urn: string
  name: string
  type: string
  severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW'
  evidence: string
  found_at: string
}

const tables = (db: Db) => db.$extendTables<{ posture_scans: ScanRow; posture_findings: FindingRow }>()

/** How many findings are read before others have their turn: about a millisecond. */
const PART = 500

type Key = Pick<ScanRow, 'account' | 'id'>

export async function insertScan(tx: Db, row: ScanRow): Promise<void> {
  await tables(tx).insertInto('posture_scans').values(row).execute()
}

export async function saveScan(tx: Db, { account, id }: Key, change: Partial<ScanRow>): Promise<void> {
  await tables(tx)
    .updateTable('posture_scans')
    .set(change)
    .where('account', '=', account)
    .where('id', '=', id)
    .execute()
}

export function findScan(db: Db, { account, id }: Key): Promise<ScanRow | undefined> {
  return tables(db)
    .selectFrom('posture_scans')
    .selectAll()
    .where('account', '=', account)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The newest; of one status where that is given, and before another where that is. */
export function findNewest(
  db: Db,
  account: string,
  { status, before }: { status?: ScanRow['status']; before?: number } = {},
): Promise<ScanRow | undefined> {
  return tables(db)
    .selectFrom('posture_scans')
    .selectAll()
    .where('account', '=', account)
    .$if(status !== undefined, (it) => it.where('status', '=', status as ScanRow['status']))
    .$if(before !== undefined, (it) => it.where('position', '<', before as number))
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Newest first. */
export function pageOfScans(
  db: Db,
  account: string,
  { page, per_page }: { page: number; per_page: number },
): Promise<ScanRow[]> {
  return tables(db)
    .selectFrom('posture_scans')
    .selectAll()
    .where('account', '=', account)
    .orderBy('position', 'desc')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute()
}

/** What was read on two pages, because others came and went in between, is found once. */
export async function insertFindings(tx: Db, rows: FindingRow[]): Promise<void> {
  await tables(tx)
    .insertInto('posture_findings')
    .values(rows)
    .onConflict((it) => it.columns(['account', 'scan', 'rule', 'urn']).doNothing())
    .execute()
}

/** Of one scan, at most as many as are read at once. False where there was none. */
export async function removeSomeFindings(tx: Db, { account, id }: Key): Promise<boolean> {
  const { numDeletedRows } = await tables(tx)
    .deleteFrom('posture_findings')
    .where('account', '=', account)
    .where('scan', '=', id)
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('rule', 'urn'),
        'in',
        selectFrom('posture_findings as found')
          .select(['found.rule', 'found.urn'])
          .where('found.account', '=', account)
          .where('found.scan', '=', id)
          .limit(PART)
          .$asTuple('rule', 'urn'),
      ),
    )
    .executeTakeFirst()
  return numDeletedRows > 0n
}

interface FindingFilter {
  rule?: string | undefined
  severity?: FindingRow['severity'] | undefined
}

/** Of a scan, some at a time, in the order of rule and resource: there may be many for each resource of an account. */
export async function* findingsInParts(
  db: Db,
  scan: Key,
  filter: FindingFilter = {},
): AsyncGenerator<FindingRow[]> {
  for (let after: FindingRow | undefined; ; ) {
    const rows = await findingsAfter(db, scan, after, filter)
    yield rows
    if (rows.length < PART) return
    after = rows.at(-1)
    await nextTurn()
  }
}

/** An embedded database answers without ever letting go of the thread. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

function findingsAfter(
  db: Db,
  { account, id }: Key,
  after: FindingRow | undefined,
  { rule, severity }: FindingFilter,
): Promise<FindingRow[]> {
  return tables(db)
    .selectFrom('posture_findings')
    .selectAll()
    .where('account', '=', account)
    .where('scan', '=', id)
    .$if(after !== undefined, (it) =>
      it.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('rule', 'urn'), '>', tuple(after?.rule as string, after?.urn as string)),
      ),
    )
    .$if(rule !== undefined, (it) => it.where('rule', '=', rule as string))
    .$if(severity !== undefined, (it) => it.where('severity', '=', severity as FindingRow['severity']))
    .orderBy('rule')
    .orderBy('urn')
    .limit(PART)
    .execute()
}

/** Completed scans that have a score, newest first. */
const scored = (db: Db, account: string) =>
  tables(db)
    .selectFrom('posture_scans')
    .where('account', '=', account)
    .where('status', '=', 'COMPLETED')
    .where('score', 'is not', null)

export function pageOfScores(
  db: Db,
  account: string,
  { page, per_page }: { page: number; per_page: number },
): Promise<Array<Pick<ScanRow, 'id' | 'created_at' | 'score'>>> {
  return scored(db, account)
    .select(['id', 'created_at', 'score'])
    .orderBy('position', 'desc')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute()
}

export async function countScores(db: Db, account: string): Promise<number> {
  const counted = scored(db, account).select((it) => it.fn.countAll<number>().as('total'))
  return (await counted.executeTakeFirst())?.total ?? 0
}
