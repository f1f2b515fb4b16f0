-- The twenty rules as one would write them by hand: one aggregation a table, three-valued conditions (NULL is
-- "not known"), and for each condition whether it surely holds and whether it may hold of a record. The day is
-- 2026-07-15; windows are worked out by hand. An aggregation yields small numbers, so that the joins carry little:
-- a state is 2 if some record surely is so, 1 if one may be, 0 if none is; n_x counts the records that surely are x,
-- m_x those that may be.
WITH trained AS (  -- one pass over the trainings, a row a person
  SELECT subject, owner,
    sum(CASE WHEN recent THEN coalesce(tenths, 0) ELSE 0 END) >= 80 AS enough,
    sum(CASE WHEN recent IS NOT FALSE THEN coalesce(tenths, 1000) ELSE 0 END) >= 80 AS maybe_enough,
    max(CASE refreshed WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END::UTINYINT) AS refresher,
    max(CASE inducted WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END::UTINYINT) AS induction
  FROM (
    SELECT subject, owner, (hours * 10)::INTEGER AS tenths,
      date BETWEEN DATE '2025-07-15' AND DATE '2026-07-15' AS recent,
      kind = 'refresher' AND date BETWEEN DATE '2024-07-15' AND DATE '2026-07-15' AS refreshed,
      kind = 'induction' AND hours >= 4 AS inducted
    FROM trainings)
  GROUP BY subject, owner
), people_all AS (
  SELECT subject,
    count_if(officer)::UTINYINT AS n_officer, count_if(officer IS NOT FALSE)::UTINYINT AS m_officer,
    count_if(role = 'rescuer')::UTINYINT AS n_rescuer,
    count_if((role = 'rescuer') IS NOT FALSE)::UTINYINT AS m_rescuer,
    count_if(role <> 'rescuer')::UTINYINT AS n_staff, count_if((role <> 'rescuer') IS NOT FALSE)::UTINYINT AS m_staff,
    max(CASE uncertified WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END::UTINYINT) AS uncertified,
    max(CASE WHEN role = 'worker' AND maybe_enough IS NOT TRUE THEN 2
      WHEN (role = 'worker') IS NOT FALSE AND enough IS NOT TRUE THEN 1 ELSE 0 END::UTINYINT) AS short,
    count_if(role <> 'rescuer' AND refresher = 2)::UTINYINT AS n_reached,
    count_if((role <> 'rescuer') IS NOT FALSE AND coalesce(refresher, 0) > 0)::UTINYINT AS m_reached,
    max(CASE hired WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END::UTINYINT) AS hired,
    max(CASE WHEN hired AND coalesce(induction, 0) = 0 THEN 2
      WHEN hired IS NOT FALSE AND coalesce(induction, 0) < 2 THEN 1 ELSE 0 END::UTINYINT) AS raw
  FROM (
    SELECT p.subject, role, t.enough, t.maybe_enough, t.refresher, t.induction,
      role = 'safety_officer' AND full_time AND certificate_until >= DATE '2026-07-15' AS officer,
      role = 'special_operator' AND certificate_until < DATE '2026-07-15' AS uncertified,
      hired_on BETWEEN DATE '2026-01-15' AND DATE '2026-07-15' AS hired
    FROM people p LEFT JOIN trained t ON t.subject = p.subject AND t.owner = p.person_id)
  GROUP BY subject
), policies_all AS (
  SELECT subject,
    max(CASE WHEN fit THEN insured END) AS n_insured,
    max(CASE WHEN fit IS NOT FALSE THEN coalesce(insured, 2000000000) END) AS m_insured,
    max(CASE renewed WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END::UTINYINT) AS renewed,
    sum(CASE WHEN running THEN insured END)::INTEGER AS n_heads,
    sum(CASE WHEN running IS NOT FALSE THEN coalesce(insured, 1000000) END)::INTEGER AS m_heads
  FROM (
    SELECT subject, insured,
      start <= DATE '2026-07-15' AND "end" >= DATE '2026-07-15' AS running,
      start <= DATE '2026-07-15' AND "end" >= DATE '2026-07-15'
        AND per_person_limit >= CASE WHEN start >= DATE '2025-10-01' THEN 400000 ELSE 300000 END AS fit,
      start <= DATE '2026-08-14' AND "end" >= DATE '2026-08-14' AS renewed
    FROM policies)
  GROUP BY subject
), drills_all AS (
  SELECT subject,
    max(CASE half WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END::UTINYINT) AS half,
    max(CASE six WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END::UTINYINT) AS six,
    max(CASE twelve WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END::UTINYINT) AS twelve,
    max(CASE revised WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END::UTINYINT) AS revised
  FROM (
    SELECT subject,
      kind = 'comprehensive' AND date BETWEEN DATE '2026-01-01' AND DATE '2026-06-30'
        AND (date + 30 >= DATE '2026-07-15'
          OR CASE WHEN "evaluated_on.unknown" THEN NULL ELSE coalesce(evaluated_on <= date + 30, FALSE) END) AS half,
      date BETWEEN DATE '2026-01-15' AND DATE '2026-07-15' AS six,
      date BETWEEN DATE '2025-07-15' AND DATE '2026-07-15' AS twelve,
      plan_revised_on IS NOT NULL AND date BETWEEN plan_revised_on AND plan_revised_on + 30 AS revised
    FROM drills LEFT JOIN (
      SELECT id, plan_revised_on FROM enterprise WHERE plan_revised_on + 30 < DATE '2026-07-15') ON id = subject)
  GROUP BY subject
), stock_all AS (
  SELECT subject, n_expired > 1 AND n_old > 0 AS expired, m_expired <= 1 OR m_old = 0 AS unexpired,
    n1 >= 20 AND n2 >= 10 AND n3 >= 5 AND n4 >= 10 AS stocked,
    m1 >= 20 AND m2 >= 10 AND m3 >= 5 AND m4 >= 10 AS maybe_stocked
  FROM (
    SELECT subject,
      sum(CASE WHEN fresh AND item = 'extinguisher' THEN coalesce(quantity, 0) ELSE 0 END) AS n1,
      sum(CASE WHEN (fresh AND item = 'extinguisher') IS NOT FALSE THEN may ELSE 0 END) AS m1,
      sum(CASE WHEN fresh AND item = 'respirator' THEN coalesce(quantity, 0) ELSE 0 END) AS n2,
      sum(CASE WHEN (fresh AND item = 'respirator') IS NOT FALSE THEN may ELSE 0 END) AS m2,
      sum(CASE WHEN fresh AND item = 'first_aid' THEN coalesce(quantity, 0) ELSE 0 END) AS n3,
      sum(CASE WHEN (fresh AND item = 'first_aid') IS NOT FALSE THEN may ELSE 0 END) AS m3,
      sum(CASE WHEN fresh AND item = 'torch' THEN coalesce(quantity, 0) ELSE 0 END) AS n4,
      sum(CASE WHEN (fresh AND item = 'torch') IS NOT FALSE THEN may ELSE 0 END) AS m4,
      count_if(NOT fresh) AS n_expired, count_if(fresh IS NOT TRUE) AS m_expired,
      count_if(old) AS n_old, count_if(old IS NOT FALSE) AS m_old
    FROM (
      SELECT subject, item, quantity, coalesce(quantity, 1000000) AS may,
        expires_on >= DATE '2026-07-15' AS fresh, expires_on < DATE '2026-04-01' AS old
      FROM stock)
    GROUP BY subject)
), hazards_all AS (
  SELECT subject,
    max(CASE late WHEN TRUE THEN 2 WHEN FALSE THEN 0 ELSE 1 END::UTINYINT) AS late,
    count_if(due)::UTINYINT AS n_due, count_if(due IS NOT FALSE)::UTINYINT AS m_due,
    count_if(due AND closed)::UTINYINT AS n_closed, count_if((due AND closed) IS NOT FALSE)::UTINYINT AS m_closed
    /* more hazard aggregates */
  FROM (
    SELECT subject, major, found_on,
      major AND found_on + 15 < DATE '2026-07-15'
        AND CASE WHEN "closed_on.unknown" THEN NULL WHEN closed_on IS NULL THEN TRUE ELSE closed_on > found_on + 15 END
        AS late,
      due_on < DATE '2026-07-15' AS due,
      CASE WHEN NOT "closed_on.unknown" THEN closed_on IS NOT NULL END AS closed
    FROM hazards)
  GROUP BY subject
), facts AS (
  SELECT e.*, pe.* EXCLUDE (subject), po.* EXCLUDE (subject), dr.* EXCLUDE (subject), st.* EXCLUDE (subject),
    ha.* EXCLUDE (subject)
  FROM (
    SELECT id, employees, licence_until, has_committee, site_class, plan_revised_on, "plan_revised_on.unknown", established_on, safety_cost,
      division[1:2] IS NOT DISTINCT FROM '37' AS half_yearly,
      "coverage.people" IS NOT DISTINCT FROM 'complete' AS people_whole,
      "coverage.trainings" IS NOT DISTINCT FROM 'complete' AS trainings_whole,
      "coverage.policies" IS NOT DISTINCT FROM 'complete' AS policies_whole,
      "coverage.drills" IS NOT DISTINCT FROM 'complete' AS drills_whole,
      "coverage.stock" IS NOT DISTINCT FROM 'complete' AS stock_whole,
      "coverage.hazards" IS NOT DISTINCT FROM 'complete' AS hazards_whole,
      list_has_any(sectors, ['mine', 'coal_mine', 'open_pit', 'hazardous_chemicals', 'construction', 'metallurgy'])
        AS insured_sector,
      list_has_any(sectors, ['mine', 'coal_mine', 'open_pit', 'hazardous_chemicals']) AS cost_sector,
      (division[1:2] IN ('34', '37') OR division[1:4] = '4401') AND NOT list_contains(sectors, 'trade') AS licensed,
      employees > 300 OR list_has_any(sectors, ['mine', 'coal_mine', 'open_pit']) AS committee_owed,
      established_on > DATE '2025-07-15' OR plan_published_on + 20 >= DATE '2026-07-15'
        OR CASE WHEN "plan_filed_on.unknown" THEN NULL ELSE coalesce(plan_filed_on <= plan_published_on + 20, FALSE) END
        AS filed,
      has_committee AND dual_report AS committee,
      licence_until >= DATE '2026-08-14' AND manager_certificate_until >= DATE '2026-07-15' AS licence,
      CASE WHEN employees < 300 THEN 1 WHEN employees < 1000 THEN 2 ELSE (employees * 3 + 999) // 1000 END AS officers,
      CASE site_class WHEN 'first' THEN 2 WHEN 'second' THEN 1 WHEN 'third' THEN 0 ELSE 2 END AS team_most,
      CASE site_class WHEN 'first' THEN 2 WHEN 'second' THEN 1 ELSE 0 END AS team_least,
      safety_cost >= CASE WHEN revenue IS NOT NULL THEN  -- least() passes over nulls
        least(revenue, 10000000) * 0.0235 + greatest(least(revenue, 100000000) - 10000000, 0) * 0.0125
        + greatest(least(revenue, 1000000000) - 100000000, 0) * 0.0055 + greatest(revenue - 1000000000, 0) * 0.002
        END AS accrued
    FROM enterprise) e
  LEFT JOIN people_all pe ON pe.subject = e.id
  LEFT JOIN policies_all po ON po.subject = e.id
  LEFT JOIN drills_all dr ON dr.subject = e.id
  LEFT JOIN stock_all st ON st.subject = e.id
  LEFT JOIN hazards_all ha ON ha.subject = e.id
)
SELECT id,
  CASE WHEN employees IS NULL THEN 2 WHEN employees <= 100 THEN 3 WHEN n_officer >= officers THEN 0
    WHEN people_whole AND coalesce(m_officer, 0) < officers THEN 1 ELSE 2 END::UTINYINT AS r01,
  CASE WHEN uncertified = 2 THEN 1 WHEN people_whole AND coalesce(uncertified, 0) = 0 THEN 0
    ELSE 2 END::UTINYINT AS r02,
  CASE WHEN coalesce(n_rescuer, 0) >= team_most THEN 0 WHEN people_whole AND coalesce(m_rescuer, 0) < team_least THEN 1
    ELSE 2 END::UTINYINT AS r03,
  CASE WHEN short = 2 AND trainings_whole THEN 1 WHEN people_whole AND coalesce(short, 0) = 0 THEN 0
    ELSE 2 END::UTINYINT AS r04,
  CASE WHEN NOT people_whole THEN 2 WHEN coalesce(m_staff, 0) = 0 THEN 0 WHEN n_staff = 0 THEN 2
    WHEN n_reached * 5 >= m_staff * 3 THEN 0
    WHEN CASE WHEN trainings_whole THEN m_reached ELSE m_staff END * 5 < n_staff * 3 THEN 1 ELSE 2 END::UTINYINT AS r05,
  CASE WHEN raw = 2 AND trainings_whole THEN 1 WHEN NOT people_whole THEN 2 WHEN coalesce(hired, 0) = 0 THEN 3
    WHEN hired = 2 AND raw = 0 THEN 0 ELSE 2 END::UTINYINT AS r06,
  CASE WHEN NOT insured_sector THEN 3 WHEN insured_sector IS NULL THEN 2 WHEN n_insured >= employees THEN 0
    WHEN policies_whole AND (m_insured IS NULL OR m_insured < employees) THEN 1 ELSE 2 END::UTINYINT AS r07,
  CASE WHEN renewed = 2 THEN 0 WHEN policies_whole AND coalesce(renewed, 0) = 0 THEN 1 ELSE 2 END::UTINYINT AS r08,
  CASE WHEN n_heads >= employees THEN 0 WHEN policies_whole AND coalesce(m_heads, 0) < employees THEN 1
    ELSE 2 END::UTINYINT AS r09,
  CASE WHEN established_on > DATE '2026-01-01' OR half = 2 THEN 0
    WHEN established_on <= DATE '2026-01-01' AND drills_whole AND coalesce(half, 0) = 0 THEN 1
    ELSE 2 END::UTINYINT AS r10,
  CASE CASE WHEN half_yearly THEN coalesce(six, 0) ELSE coalesce(twelve, 0) END
    WHEN 2 THEN 0 WHEN 0 THEN CASE WHEN drills_whole THEN 1 ELSE 2 END ELSE 2 END::UTINYINT AS r11,
  CASE WHEN "plan_revised_on.unknown" THEN 2 WHEN plan_revised_on IS NULL THEN 0
    WHEN plan_revised_on + 30 >= DATE '2026-07-15' OR revised = 2 THEN 0
    WHEN drills_whole AND coalesce(revised, 0) = 0 THEN 1 ELSE 2 END::UTINYINT AS r12,
  CASE WHEN site_class IS NULL THEN 2 WHEN site_class = 'third' THEN 3 WHEN stocked THEN 0
    WHEN stock_whole AND maybe_stocked IS NOT TRUE THEN 1 ELSE 2 END::UTINYINT AS r13,
  CASE WHEN expired THEN 1 WHEN stock_whole AND unexpired IS NOT FALSE THEN 0 ELSE 2 END::UTINYINT AS r14,
  CASE WHEN late = 2 THEN 1 WHEN hazards_whole AND coalesce(late, 0) = 0 THEN 0 ELSE 2 END::UTINYINT AS r15,
  CASE WHEN NOT hazards_whole THEN 2 WHEN coalesce(m_due, 0) = 0 THEN 0 WHEN n_due = 0 THEN 2
    WHEN n_closed * 4 >= m_due * 3 THEN 0 WHEN m_closed * 4 < n_due * 3 THEN 1 ELSE 2 END::UTINYINT AS r16,
  CASE WHEN NOT cost_sector THEN 3 WHEN cost_sector IS NULL THEN 2 WHEN accrued THEN 0 WHEN NOT accrued THEN 1
    ELSE 2 END::UTINYINT AS r17,
  CASE WHEN NOT licensed THEN 3 WHEN licensed IS NULL THEN 2 WHEN licence THEN 0 WHEN NOT licence THEN 1
    ELSE 2 END::UTINYINT AS r18,
  CASE WHEN NOT committee_owed THEN 3 WHEN committee_owed IS NULL THEN 2 WHEN committee THEN 0 WHEN NOT committee THEN 1
    ELSE 2 END::UTINYINT AS r19,
  CASE WHEN filed THEN 0 WHEN NOT filed THEN 1 ELSE 2 END::UTINYINT AS r20
  /* more rules */
FROM facts
