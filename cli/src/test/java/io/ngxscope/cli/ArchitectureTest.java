package io.ngxscope.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom. A new arrow is a decision: it belongs into this table first. */
class ArchitectureTest {
  private static final String ROOT = "io.ngxscope.";

  /** Everything of ngxscope itself, tests left out. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.ngxscope.agent", "io.ngxscope.cli");

  /** For each package the packages whose types it may use; every one may use agent.model. */
  private static final Map<String, List<String>> MAY_USE = new TreeMap<>();

  static {
    MAY_USE.put("agent.model", List.of());
    MAY_USE.put("agent.os", List.of());
    MAY_USE.put("agent.os.jna", List.of("agent.os"));
    MAY_USE.put("agent.os.host", List.of("agent.os"));
    MAY_USE.put("agent.target", List.of("agent.os"));
    MAY_USE.put("agent.code", List.of("agent.os"));
    MAY_USE.put("agent.luajit", List.of("agent.os", "agent.target", "agent.code"));
    MAY_USE.put("agent.nginx", List.of("agent.os", "agent.target", "agent.code"));
    MAY_USE.put("agent.unwind", List.of("agent.os", "agent.luajit"));
    MAY_USE.put("agent.symbol", List.of("agent.os", "agent.target", "agent.luajit", "agent.code"));
    MAY_USE.put(
        "agent.stack",
        List.of(
            "agent.os",
            "agent.os.jna",
            "agent.target",
            "agent.luajit",
            "agent.nginx",
            "agent.code",
            "agent.unwind",
            "agent.symbol",
            "agent.stream"));
    MAY_USE.put(
        "agent.watch",
        List.of(
            "agent.os",
            "agent.os.jna",
            "agent.target",
            "agent.nginx",
            "agent.luajit",
            "agent.stack",
            "agent.aggregate"));
    MAY_USE.put(
        "agent.coroutine", List.of("agent.os", "agent.luajit", "agent.nginx", "agent.stack"));
    MAY_USE.put("agent.core", List.of("agent.os", "agent.target"));
    MAY_USE.put("agent.gdb", List.of("agent.os", "agent.luajit", "agent.nginx"));
    MAY_USE.put(
        "agent.inspect",
        List.of(
            "agent.os",
            "agent.target",
            "agent.code",
            "agent.luajit",
            "agent.nginx",
            "agent.symbol"));
    MAY_USE.put(
        "agent.heap",
        List.of("agent.os", "agent.os.jna", "agent.target", "agent.luajit", "agent.aggregate"));
    MAY_USE.put(
        "agent.probe",
        List.of("agent.os", "agent.os.jna", "agent.target", "agent.symbol", "agent.stream"));
    MAY_USE.put("agent.clean", List.of("agent.os", "agent.os.jna"));
    MAY_USE.put(
        "agent.govern",
        List.of(
            "agent.os",
            "agent.os.jna",
            "agent.target",
            "agent.code",
            "agent.probe",
            "agent.stream"));
    MAY_USE.put("agent.guard", List.of("agent.aggregate", "agent.recording"));
    MAY_USE.put("agent.stream", List.of("agent.luajit"));
    MAY_USE.put(
        "agent.sample",
        List.of(
            "agent.os",
            "agent.target",
            "agent.symbol",
            "agent.stream",
            "agent.stack",
            "agent.probe",
            "agent.watch",
            "agent.aggregate"));
    MAY_USE.put("agent.aggregate", List.of());
    MAY_USE.put("agent.profile", List.of());
    MAY_USE.put(
        "agent.foreign",
        List.of("agent.profile", "agent.aggregate", "agent.recording", "agent.os"));
    MAY_USE.put("agent.recording", List.of("agent.os", "agent.aggregate"));
    MAY_USE.put("agent.session", List.of("agent"));
    MAY_USE.put("cli.screen", List.of("agent.aggregate"));
    MAY_USE.put(
        "cli.report",
        List.of(
            "agent.foreign", "agent.recording", "agent.profile", "agent.aggregate", "agent.os"));
    MAY_USE.put(
        "cli.command",
        List.of(
            "cli.screen",
            "cli.report",
            "cli.explain",
            "cli.daemon",
            "cli.handover",
            "cli.top",
            "agent.guard",
            "agent.session",
            "agent.foreign",
            "agent.profile",
            "agent.recording",
            "agent.aggregate",
            "agent.target",
            "agent.heap",
            "agent.inspect",
            "agent.probe",
            "agent.govern",
            "agent.clean",
            "agent.stream",
            "agent.os"));
    MAY_USE.put(
        "cli.daemon",
        List.of(
            "cli.report",
            "agent.session",
            "agent.guard",
            "agent.recording",
            "agent.aggregate",
            "agent.os"));
    MAY_USE.put(
        "cli.handover",
        List.of(
            "cli.daemon",
            "cli.report",
            "agent.session",
            "agent.guard",
            "agent.recording",
            "agent.aggregate"));
    MAY_USE.put("cli.top", List.of("cli.screen", "cli.report", "agent.session", "agent.aggregate"));
    MAY_USE.put("cli.explain", List.of());
    MAY_USE.put("cli.document", List.of("cli.command", "cli.explain"));
    MAY_USE.put("cli", List.of("cli.command", "cli.screen", "cli.report"));
  }

  static Set<String> packages() {
    return MAY_USE.keySet();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageUsesOnlyWhatTheTableAllows(String name) {
    ArchRule rule =
        noClasses()
            .that(residesIn(name))
            .should()
            .dependOnClassesThat(ofNgxscopeBut(name, MAY_USE.getOrDefault(name, List.of())))
            .allowEmptyShould(true);
    rule.check(CLASSES);
  }

  @Test
  void everyPackageIsInTheTable() {
    noClasses()
        .that(
            new DescribedPredicate<JavaClass>("reside in a package that the table does not know") {
              @Override
              public boolean test(JavaClass c) {
                return !MAY_USE.containsKey(c.getPackageName().substring(ROOT.length()));
              }
            })
        .should()
        .bePublic()
        .orShould()
        .bePackagePrivate()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("io.ngxscope.(**)")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageEachSeesJnaOshiAndJline() {
    onlySeenBy("com.sun.jna..", "agent.os.jna");
    onlySeenBy("oshi..", "agent.os.host");
    onlySeenBy("org.jline..", "cli.screen");
    onlySeenBy("io.prometheus..", "cli.handover");
  }

  @Test
  void theModelNeedsNothingButTheJdk() {
    noClasses()
        .that(residesIn("agent.model"))
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", "org.jspecify..", "io.ngxscope.agent.model")
        .check(CLASSES);
  }

  @Test
  void engineClassesPrintNothingAndEndNothing() {
    noClasses()
        .that()
        .resideInAPackage("io.ngxscope.agent..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  private static void onlySeenBy(String library, String name) {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + name)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> residesIn(String name) {
    return new DescribedPredicate<>("reside in " + name) {
      @Override
      public boolean test(JavaClass c) {
        return c.getPackageName().equals(ROOT + name);
      }
    };
  }

  private static DescribedPredicate<JavaClass> ofNgxscopeBut(String name, List<String> allowed) {
    return new DescribedPredicate<>("belong to ngxscope, but not to " + allowed) {
      @Override
      public boolean test(JavaClass c) {
        String other = c.getPackageName();
        return other.startsWith(ROOT)
            && !other.equals(ROOT + name)
            && !other.equals(ROOT + "agent.model")
            && allowed.stream().noneMatch(a -> isAllowed(other, a));
      }
    };
  }

  /** "agent" stands for all of the engine. */
  private static boolean isAllowed(String other, String allowed) {
    return other.equals(ROOT + allowed)
        || (allowed.equals("agent") && other.startsWith(ROOT + "agent."));
  }
}
