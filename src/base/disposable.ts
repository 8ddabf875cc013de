/** Something that holds a resource until it is disposed. The shape is VS Code's own. */
export interface Disposable {
  dispose(): void;
}
