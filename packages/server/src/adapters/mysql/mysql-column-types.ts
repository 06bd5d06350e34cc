import type { ColumnTypes } from '../sql/migration.ts'

/**
 * Collations that compare characters and nothing else, and do not take `a` and `a ` for the same: each engine has its own,
 * and reads only its own comment.
 */
const COLLATION = '/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */'

/** A key of an index holds at most 3,072 bytes, and a character takes up to four. */
export const mysqlColumnTypes: ColumnTypes = {
  id: 'VARCHAR(128)',
  name: 'VARCHAR(256)',
  text: 'LONGTEXT',
  integer: 'BIGINT',
  ordinal: 'BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY',
  tableOptions: ` ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE ${COLLATION}`,
  onlyWhere: () => '',
}
