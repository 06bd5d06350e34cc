import { t } from '../../../i18n/i18n.ts'
import type { ProblemCode, RowProblem } from '../sheet/check-row.ts'
import type { Field } from '../sheet/fields.ts'
import type { FileProblem } from '../sheet/file-problem.ts'

export const fieldName = (field: Field): string =>
  ({
    raw_key: t('Key'),
    key_hash: t('Hash of the key'),
    hash_algorithm: t('Hash algorithm'),
    name: t('Name'),
    actor_id: t('Actor'),
    scopes: t('Scopes'),
    ttl: t('Lifetime'),
    visibility: t('Visibility'),
    metadata: t('Metadata'),
    allowed_cidrs: t('Allowed addresses'),
    quota: t('Requests per window'),
    window: t('Window'),
  })[field]

/** What is wrong with a row, and in which field. */
export const problemText = ({ field, code, detail = '' }: RowProblem): string =>
  t('{field}: {problem}', { field: fieldName(field), problem: whatIsWrong(code, detail) })

const whatIsWrong = (code: ProblemCode, detail: string): string =>
  ({
    missing: t('is missing'),
    too_long: t('is too long'),
    duplicate: t('the same key stands in row {row}', { row: detail }),
    key_and_hash: t('give the key or its hash, not both'),
    looks_issued: t('looks like a key that this server issued, which cannot be imported'),
    looks_derived: t('looks like a derived token, which cannot be imported'),
    bad_hash: t('is not a hash of this algorithm in hex or base64'),
    bad_algorithm: t('must be sha256 or sha512'),
    bad_ttl: t('{value} is no length of time; write 90d, 720h or 1y', { value: quoted(detail) }),
    ttl_too_long: t('{value} is longer than this project allows', { value: quoted(detail) }),
    bad_cidr: t('{value} is no range with a mask, such as 10.0.0.0/8', { value: quoted(detail) }),
    bad_metadata: t('must be a JSON object'),
    metadata_too_large: t('is larger than 4 KiB'),
    bad_visibility: t('must be secret or public'),
    no_public_prefix: t('the project has no prefix for public keys'),
    bad_quota: t('must be a whole number from 1'),
    bad_window: t('must be a length of time of at least 1s'),
    unstorable: t('has a character that cannot be stored'),
  })[code]

const quoted = (text: string): string => `“${text.slice(0, 40)}”`

export const fileProblemText = ({ code, line }: FileProblem): string =>
  ({
    empty: t('There are no rows in it.'),
    unclosed_quote: t('Line {line}: a quotation mark is opened and never closed.', { line }),
    no_columns: t('Line {line}: no column for the key was found. Name one raw_key (or key_hash).', { line }),
    bad_json: t('Line {line}: this is not JSON.', { line }),
    not_objects: t('Line {line}: each key must be a JSON object.', { line }),
    too_large: t('The file is larger than 64 MB. Import it in parts.'),
    not_utf8: t('The file is neither UTF-8 nor UTF-16. Save it as UTF-8 and choose it again.'),
  })[code]
