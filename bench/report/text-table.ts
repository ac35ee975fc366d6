// A table for a terminal with a fixed-width font: the first column to the left, numbers to the right.

/** One line for the heads, one a row; no trailing spaces. A row may be shorter than the heads, never longer. */
export function formatTable(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [heads, ...rows]
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all.map((row) => lineOf(row, widths, (column) => isText(rows, column)))
}

function lineOf(row: readonly string[], widths: readonly number[], left: (column: number) => boolean): string {
  const cells = widths.map((width, column) => {
    const cell = row[column] ?? ''
    return left(column) ? cell.padEnd(width) : cell.padStart(width)
  })
  return cells.join('  ').trimEnd()
}

/** A column of words; figures begin with a digit, a sign or a dash. */
function isText(rows: readonly (readonly string[])[], column: number): boolean {
  return column === 0 || rows.some((row) => /^[^\d\-–]/.test(row[column] ?? ''))
}
