import type { Db, Rol } from '@warmknooppunt/platform/db'
import pg from 'pg'

export type Stand = {
  readonly bestaat: boolean
  readonly eigenaar: boolean
  readonly bovenRechten: boolean
  readonly rollen: readonly string[]
}

/** What the database knows of a log-in: whether it is the one that asks, has rights beyond those of a service, and its roles. */
export async function leesAanmelding(db: Db, naam: string): Promise<Stand> {
  const { rows } = await db.query<{ boven: boolean; rollen: string[] }>(
    `select r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolbypassrls or r.rolreplication as boven,
       array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid order by 1) as rollen
     from pg_roles r where r.rolname = $1`,
    [naam],
  )
  const zelf = await db.query<{ zelf: boolean }>('select session_user::text = $1 as zelf', [naam])
  const [rij] = rows
  return {
    bestaat: rij !== undefined,
    eigenaar: zelf.rows[0]?.zelf === true,
    bovenRechten: rij?.boven ?? false,
    rollen: rij?.rollen ?? [],
  }
}

/** Makes the log-in. */
export async function maakAanmelding(db: Db, naam: string): Promise<void> {
  await db.query(`create role ${pg.escapeIdentifier(naam)} login`)
}

/** Gives it its password, as what the database keeps of one. */
export async function zetVerificatie(db: Db, naam: string, verificatie: string): Promise<void> {
  await db.query(`alter role ${pg.escapeIdentifier(naam)} login password ${pg.escapeLiteral(verificatie)}`)
}

/** Lets it be a role of the hub. */
export async function geefRol(db: Db, naam: string, rol: Rol): Promise<void> {
  await db.query(`grant ${pg.escapeIdentifier(rol)} to ${pg.escapeIdentifier(naam)}`)
}

/** Takes a role away that it no longer needs. */
export async function neemRol(db: Db, naam: string, rol: string): Promise<void> {
  await db.query(`revoke ${pg.escapeIdentifier(rol)} from ${pg.escapeIdentifier(naam)}`)
}
