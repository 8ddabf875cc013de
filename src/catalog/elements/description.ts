/** A description, and what the source said when it was last read. They differ once a person wrote the description. */
export interface StoredDescription {
  readonly description: string;
  readonly sourceDescription: string;
}

/** The source's comment becomes the description where that is empty or the source's own; a person's words stay. */
export function mergeDescription(stored: StoredDescription, fromSource: string): StoredDescription {
  const isSources = stored.description === '' || stored.description === stored.sourceDescription;
  return { description: isSources ? fromSource : stored.description, sourceDescription: fromSource };
}
