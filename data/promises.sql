WITH "t13" AS (
  SELECT
    "t4"."visits_due_per_month",
    CAST(COALESCE(
      LIST_EXTRACT(
        LIST_FILTER(
          RANGE(1, 13, 1),
          LAMBDA __ibis_param_months__ : (
            ABS(
              (
                "t4"."visits_due_per_month" * __ibis_param_months__
              ) - CAST(ROUND("t4"."visits_due_per_month" * __ibis_param_months__, 0) AS BIGINT)
            ) <= 0.05
          )
          AND (
            CAST(ROUND("t4"."visits_due_per_month" * __ibis_param_months__, 0) AS BIGINT) >= 1
          )
        ),
        1
      ),
      12
    ) AS BIGINT) AS "cycle",
    GREATEST(
      CAST(FLOOR(
        (
          "t4"."visits_due_per_month" * CAST(COALESCE(
            LIST_EXTRACT(
              LIST_FILTER(
                RANGE(1, 13, 1),
                LAMBDA __ibis_param_months__ : (
                  ABS(
                    (
                      "t4"."visits_due_per_month" * __ibis_param_months__
                    ) - CAST(ROUND("t4"."visits_due_per_month" * __ibis_param_months__, 0) AS BIGINT)
                  ) <= 0.05
                )
                AND (
                  CAST(ROUND("t4"."visits_due_per_month" * __ibis_param_months__, 0) AS BIGINT) >= 1
                )
              ),
              1
            ),
            12
          ) AS BIGINT)
        ) + 0.05
      ) AS BIGINT),
      1
    ) AS "needed"
  FROM (
    SELECT DISTINCT
      "t0"."visits_due_per_month"
    FROM "homes" AS "t0"
    WHERE
      "t0"."visits_due_per_month" > 0
  ) AS "t4"
)
SELECT
  "t6"."number",
  "t6"."village_code",
  "t6"."grid_code",
  "t6"."priority_group",
  "t6"."visits_due_per_month",
  "t23"."year",
  "t23"."judged",
  COALESCE("t27"."kept", 0) AS "kept",
  COALESCE("t27"."met", 0) AS "met"
FROM (
  SELECT
    *
  FROM "homes" AS "t0"
  WHERE
    "t0"."visits_due_per_month" > 0
) AS "t6"
INNER JOIN (
  SELECT
    "t20"."visits_due_per_month",
    "t20"."year",
    SUM("t20"."bit") AS "judged"
  FROM (
    SELECT
      "t17"."visits_due_per_month",
      "t17"."cycle",
      "t17"."needed",
      "t17"."first_month",
      "t17"."after",
      "t17"."index",
      CAST(FLOOR((
        "t17"."index" - 1
      ) / (
        12
      )) AS BIGINT) AS "year",
      1 << (
        (
          (
            (
              "t17"."index" - 1
            ) % 12
          ) + 1
        ) - 1
      ) AS "bit"
    FROM (
      SELECT
        "t15"."visits_due_per_month",
        "t15"."cycle",
        "t15"."needed",
        "t12"."first_month",
        "t12"."after",
        "t12"."index"
      FROM "t13" AS "t15"
      CROSS JOIN (
        SELECT
          "t9"."first_month",
          "t9"."after",
          UNNEST(RANGE("t9"."first_month", "t9"."after", 1)) AS "index"
        FROM (
          SELECT
            (
              CAST(EXTRACT(year FROM "t1"."first") AS BIGINT) * 12
            ) + CAST(EXTRACT(month FROM "t1"."first") AS BIGINT) + CAST(EXTRACT(day FROM "t1"."first") > 1 AS BIGINT) AS "first_month",
            (
              CAST(EXTRACT(year FROM "t1"."last" + INTERVAL '1' DAY) AS BIGINT) * 12
            ) + CAST(EXTRACT(month FROM "t1"."last" + INTERVAL '1' DAY) AS BIGINT) AS "after"
          FROM "visit_span" AS "t1"
        ) AS "t9"
      ) AS "t12"
    ) AS "t17"
    WHERE
      (
        (
          "t17"."index" - "t17"."cycle"
        ) + 1
      ) >= "t17"."first_month"
  ) AS "t20"
  GROUP BY
    1,
    2
) AS "t23"
  ON "t6"."visits_due_per_month" = "t23"."visits_due_per_month"
LEFT OUTER JOIN (
  SELECT
    "t25"."number",
    "t25"."year",
    SUM("t25"."bit") AS "kept",
    SUM(CASE WHEN "t25"."met" >= "t25"."needed" THEN "t25"."bit" ELSE 0 END) AS "met"
  FROM (
    SELECT
      "t24"."number",
      "t24"."index",
      "t24"."visits",
      "t24"."met",
      "t24"."needed",
      CAST(FLOOR((
        "t24"."index" - 1
      ) / (
        12
      )) AS BIGINT) AS "year",
      1 << (
        (
          (
            (
              "t24"."index" - 1
            ) % 12
          ) + 1
        ) - 1
      ) AS "bit"
    FROM (
      SELECT
        "t21"."number",
        "t21"."index",
        SUM("t21"."visits") AS "visits",
        SUM("t21"."met") AS "met",
        MAX("t21"."needed") AS "needed"
      FROM (
        SELECT
          "t19"."number",
          "t19"."visits",
          "t19"."met",
          "t19"."month",
          "t19"."visits_due_per_month",
          "t19"."cycle",
          "t19"."needed",
          "t19"."ahead",
          "t19"."month" + "t19"."ahead" AS "index"
        FROM (
          SELECT
            "t18"."number",
            "t18"."visits",
            "t18"."met",
            "t18"."month",
            "t18"."visits_due_per_month",
            "t18"."cycle",
            "t18"."needed",
            UNNEST(RANGE(0, "t18"."cycle", 1)) AS "ahead"
          FROM (
            SELECT
              "t10"."number",
              "t10"."visits",
              "t10"."met",
              "t10"."month",
              "t7"."visits_due_per_month",
              "t16"."cycle",
              "t16"."needed"
            FROM (
              SELECT
                "t2"."number",
                "t2"."visits",
                "t2"."met",
                (
                  CAST(EXTRACT(year FROM "t2"."month") AS BIGINT) * 12
                ) + CAST(EXTRACT(month FROM "t2"."month") AS BIGINT) AS "month"
              FROM "home_months" AS "t2"
            ) AS "t10"
            INNER JOIN (
              SELECT
                "t0"."number",
                "t0"."visits_due_per_month"
              FROM "homes" AS "t0"
              WHERE
                "t0"."visits_due_per_month" > 0
            ) AS "t7"
              ON "t10"."number" = "t7"."number"
            INNER JOIN "t13" AS "t16"
              ON "t7"."visits_due_per_month" = "t16"."visits_due_per_month"
          ) AS "t18"
        ) AS "t19"
      ) AS "t21"
      GROUP BY
        1,
        2
    ) AS "t24"
    WHERE
      "t24"."visits" >= "t24"."needed"
  ) AS "t25"
  GROUP BY
    1,
    2
) AS "t27"
  ON "t6"."number" = "t27"."number" AND "t23"."year" = "t27"."year"
