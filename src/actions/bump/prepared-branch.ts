/** Below it are the branches of bumps, and nobody else's. */
export const BRANCH_PREFIX = "bump/";

/** What one pull request is to hold. */
export interface PreparedBranch {
  /** Such as `bump/requests`. */
  branch: string;
  title: string;
  body: string;
  /** What it is about, by which a later run knows it again: `boto3==1.41.0 botocore==1.41.0`. */
  releases: string;
  /** Texts by path, from the folder of the packages and at last from the top of the repository; null for a file that is not there. */
  files: Record<string, string | null>;
}
