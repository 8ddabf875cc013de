/** Marks the line of a child's output that holds its result. */
export const resultMark = 'RESULT ';
