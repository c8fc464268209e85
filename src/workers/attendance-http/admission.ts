/** How many scans are under way; beyond the limit they are refused before anything is done. */
export interface Admission {
  /** False when there is no room for so many more. */
  enter(scans: number): boolean;
  leave(scans: number): void;
}

export function createAdmission(most: number): Admission {
  let inside = 0;
  return {
    enter(scans) {
      // An empty service takes any request, however large.
      if (inside > 0 && inside + scans > most) return false;
      inside += scans;
      return true;
    },
    leave(scans) {
      inside -= scans;
    },
  };
}
