import type { Archief } from './archief.ts'
import { archiefinstellingen } from './archief.ts'

/**
 * Settings of the embedded PostgreSQL: safe against power loss, tuned for one modest machine, and silent about what statements hold.
 * `log_min_messages = log` keeps errors out of its log: their texts quote values, and whoever sent the statement is told anyway.
 */
export function instellingen(logMap: string, archief: Archief | null): Readonly<Record<string, string>> {
  return {
    ...archiefinstellingen(archief),
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    max_connections: '200',
    shared_buffers: '128MB',
    random_page_cost: '1.1',
    jit: 'off',
    wal_compression: 'off',
    max_wal_size: '2GB',
    min_wal_size: '256MB',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    timezone: 'UTC',
    logging_collector: 'on',
    log_directory: logMap,
    log_filename: 'postgresql-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    log_file_mode: '0600',
    log_timezone: 'UTC',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    log_statement: 'none',
    log_min_duration_statement: '-1',
  }
}
