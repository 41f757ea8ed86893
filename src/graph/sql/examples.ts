/** Questions that only SQL answers, as `sql` alone prints them. A test runs each. */

export interface Example {
  /** For a person, without a full stop. */
  asks: string;
  query: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    asks: "what others use of a package, the most used first",
    query: `SELECT to_id, count(DISTINCT distribution) AS users, sum("count") AS times
FROM uses WHERE to_distribution = 'numpy' GROUP BY to_id ORDER BY users DESC, times DESC LIMIT 10`,
  },
  {
    asks: "which public functions wait without end unless they are told: timeout=None",
    query: `SELECT n.distribution, n.id, p."default"
FROM parameters p JOIN nodes n USING (distribution, version, id)
WHERE p.name = 'timeout' AND p."default" = 'None' AND n.public ORDER BY ALL`,
  },
  {
    asks: "what is deprecated, since when, and what to use instead",
    query: `SELECT distribution, id, deprecated_since, deprecated
FROM nodes WHERE deprecated IS NOT NULL ORDER BY ALL`,
  },
  {
    asks: "how much of each package has a docstring, in per cent",
    query: `SELECT distribution, count(*) AS objects, round(100 * avg((doc IS NOT NULL)::INT)) AS documented
FROM nodes WHERE public AND kind IN ('class', 'function', 'method')
GROUP BY distribution ORDER BY documented, objects DESC`,
  },
  {
    asks: "whose classes are made of classes of other packages",
    query: `SELECT distribution, id, to_distribution, to_id FROM "references"
WHERE field = 'bases' AND to_distribution NOT IN (distribution, 'python') ORDER BY ALL`,
  },
];
