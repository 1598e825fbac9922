import java.io.File;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Scanner;
import java.util.TreeMap;

/**
 * Prints the table of broker properties as Kafka's own KafkaConfig defines them: a line for each property and range of
 * versions. Standard input has a line for each Kafka version, oldest first: version, blank, class path.
 */
public class BrokerProperties {
    /** What is to be known of a property, and the versions for which it is so. */
    private static final class Row {
        final String definition;
        final int first;
        int last;

        Row(String definition, int version) {
            this.definition = definition;
            this.first = version;
            this.last = version;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, List<Row>> table = new TreeMap<>();
        List<String> versions = new ArrayList<>();
        Scanner input = new Scanner(System.in, StandardCharsets.UTF_8);
        while (input.hasNextLine()) {
            String[] line = input.nextLine().split(" ", 2);
            int version = versions.size();
            versions.add(line[0]);
            List<URL> jars = new ArrayList<>();
            for (String jar : line[1].split(File.pathSeparator)) {
                jars.add(new File(jar).toURI().toURL());
            }
            try (URLClassLoader loader = new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
                Thread.currentThread().setContextClassLoader(loader);
                for (Map.Entry<String, String> property : properties(loader).entrySet()) {
                    List<Row> rows = table.computeIfAbsent(property.getKey(), name -> new ArrayList<>());
                    Row last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
                    if (last != null && last.last == version - 1 && last.definition.equals(property.getValue())) {
                        last.last = version;
                    } else {
                        rows.add(new Row(property.getValue(), version));
                    }
                }
            }
        }
        for (Map.Entry<String, List<Row>> property : table.entrySet()) {
            for (Row row : property.getValue()) {
                String last = row.last == versions.size() - 1 ? "" : versions.get(row.last);
                String[] parts = row.definition.split(" ");
                System.out.println(property.getKey() + " " + parts[0] + " " + versions.get(row.first) + "-" + last
                        + (parts.length > 1 ? " " + parts[1] : ""));
            }
        }
    }

    /** Name and definition of each property: its type, and its bounds or choices where a validator of Kafka's has them. */
    private static Map<String, String> properties(ClassLoader loader) throws Exception {
        Class<?> type = loader.loadClass("kafka.server.KafkaConfig");
        Object config;
        try {
            config = type.getMethod("fromProps", Properties.class).invoke(null, zooKeeperMode());
        } catch (java.lang.reflect.InvocationTargetException refused) {
            config = type.getMethod("fromProps", Properties.class).invoke(null, kraftMode());
        }
        Object definition = field(loader.loadClass("org.apache.kafka.common.config.AbstractConfig"), config, "definition");
        Map<String, String> properties = new TreeMap<>();
        for (Object key : ((Map<?, ?>) definition.getClass().getMethod("configKeys").invoke(definition)).values()) {
            String name = (String) field(key.getClass(), key, "name");
            String text = field(key.getClass(), key, "type").toString().toLowerCase(Locale.ROOT);
            Object validator = field(key.getClass(), key, "validator");
            properties.put(name, text + (validator == null ? "" : bounds(validator)));
        }
        return properties;
    }

    private static String bounds(Object validator) throws Exception {
        Class<?> type = validator.getClass();
        switch (type.getSimpleName()) {
            case "Range":
                Object least = field(type, validator, "min");
                Object most = field(type, validator, "max");
                return " " + (least == null ? "" : least) + "..." + (most == null ? "" : most);
            case "ValidString":
                return choices((Collection<?>) field(type, validator, "validStrings"));
            case "ValidList":
                Object strings = field(type, validator, "validString");
                return choices((Collection<?>) field(strings.getClass(), strings, "validStrings"));
            default:
                return "";
        }
    }

    private static String choices(Collection<?> choices) {
        List<String> sorted = new ArrayList<>();
        for (Object choice : choices) {
            sorted.add(choice.toString());
        }
        sorted.sort(null);
        return sorted.isEmpty() ? "" : " " + String.join("|", sorted);
    }

    private static Object field(Class<?> type, Object object, String name) throws Exception {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }

    private static Properties zooKeeperMode() {
        Properties properties = new Properties();
        properties.put("zookeeper.connect", "localhost");
        return properties;
    }

    private static Properties kraftMode() {
        Properties properties = new Properties();
        properties.put("process.roles", "broker");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "2@localhost:9093");
        properties.put("controller.listener.names", "CONTROLLER");
        return properties;
    }
}
