package tickbench;

public final class ForbiddenChild extends ForbiddenParent {}
