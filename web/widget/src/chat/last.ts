/** Array.prototype.at is younger than the browsers that many phones still carry inside their apps. */
export function last<T>(list: readonly T[]): T | undefined {
  return list[list.length - 1];
}
